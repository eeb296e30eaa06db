import { deepEqual, equal } from 'node:assert/strict';
import { visit } from '../../support/people.ts';
import type { Check } from '../check.ts';
import { connected, pickUp, ringing, type Line, type Phone, type Scene } from './phone.ts';

/** The visitor rings and both of the operator's devices say that they do. */
async function rung({ visitor, desk, mobile, conversationId }: Scene): Promise<{ id: string; lines: Line[] }> {
  const { id } = await visitor.ring(conversationId);
  const lines = [visitor, desk, mobile].map((phone) => phone.listen(id));
  await Promise.all([desk, mobile].map((phone) => phone.send(id, ringing)));
  return { id, lines };
}

const ended = (lines: readonly Line[], reason: Parameters<Line['untilEnded']>[0]) =>
  Promise.all(lines.map((line) => line.untilEnded(reason)));

export async function declined(check: Check, scene: Scene): Promise<void> {
  const { desk, mobile } = scene;
  const { id, lines } = await check.step('the visitor rings both devices', () => rung(scene));
  await check.step('one device declines for itself: the other rings on', async () => {
    equal((await desk.api.call.decline.mutate({ callId: id })).state, 'ringing');
  });
  await check.step('the other declines for everyone: the call is over', async () => {
    equal((await mobile.api.call.decline.mutate({ callId: id, scope: 'everyone' })).endReason, 'declined');
    await ended(lines, 'declined');
  });
}

export async function cancelled(check: Check, scene: Scene): Promise<void> {
  const { id, lines } = await check.step('the visitor rings both devices', () => rung(scene));
  await check.step('the visitor hangs up before anyone answers: it stops ringing everywhere', async () => {
    await scene.visitor.api.call.end.mutate({ callId: id });
    await ended(lines, 'cancelled');
  });
  await check.step('an answer that comes too late does not win', async () => {
    const { won, call } = await scene.desk.api.call.accept.mutate({ callId: id });
    deepEqual([won, call.endReason], [false, 'cancelled']);
  });
}

export async function twoAccepts(check: Check, scene: Scene): Promise<void> {
  const { visitor, desk, mobile } = scene;
  const { id, lines } = await check.step('the visitor rings both devices', () => rung(scene));
  const winner = await check.step('both accept at the same moment: exactly one wins, and both know who', async () => {
    const answers = await Promise.all([desk, mobile].map((phone) => phone.api.call.accept.mutate({ callId: id })));
    equal(answers.filter(({ won }) => won).length, 1);
    const [first, second] = answers.map(({ call }) => call.callee?.deviceId);
    equal(first, second);
    for (const line of lines) equal((await line.untilState('connecting')).callee?.deviceId, first);
    return answers[0]?.won === true ? desk : mobile;
  });
  await check.step('the winner asks again and has still won', async () => {
    equal((await winner.api.call.accept.mutate({ callId: id })).won, true);
  });
  await check.step('the visitor hangs up before media flow', async () => {
    await visitor.api.call.end.mutate({ callId: id });
    await ended(lines, 'hangup_before_connect');
  });
}

export async function nobodyRings(check: Check, { visitor, conversationId }: Scene): Promise<void> {
  await check.step('no device says within 5 s that it rings: unreachable', async () => {
    const { id } = await visitor.ring(conversationId);
    await visitor.listen(id).untilEnded('unreachable');
  });
}

/** A second visitor rings while everybody who could answer is in a call. */
export async function busy(check: Check, scene: Scene, url: string): Promise<void> {
  const { visitor, desk } = scene;
  const { id, lines } = await check.step('a call is under way', async () => {
    const call = await rung(scene);
    await desk.api.call.accept.mutate({ callId: call.id });
    await Promise.all([visitor.send(call.id, connected), desk.send(call.id, connected)]);
    return call;
  });
  const { projectKey } = scene.visitorParams;
  if (projectKey === undefined) throw new Error('a visitor has a project key');
  const second = await visit(url, projectKey);
  await using other: Phone = pickUp('second visitor', url, second.params);
  await check.step('a second visitor rings: busy, at once', async () => {
    const call = await other.ring(second.conversationId);
    deepEqual([call.state, call.endReason], ['ended', 'busy']);
  });
  await check.step('the first call goes on, and ends as it should', async () => {
    await visitor.api.call.end.mutate({ callId: id });
    await ended(lines, 'completed');
  });
}
