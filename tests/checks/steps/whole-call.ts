import { deepEqual, equal, ok } from 'node:assert/strict';
import type { PeerSignal } from '@parley/api/contract/events';
import type { CallState } from '@parley/api/contract/call-views';
import type { Check } from '../check.ts';
import { answer, candidate, connected, offer, ringing, type Line, type Scene } from './phone.ts';

const STATES: CallState[] = ['inviting', 'ringing', 'connecting', 'active', 'ended'];

/** From ring to hang-up, as both sides see it. */
export async function wholeCall(check: Check, { visitor, desk, mobile, conversationId }: Scene): Promise<void> {
  const call = await check.step('the visitor rings', async () => {
    const started = await visitor.ring(conversationId);
    deepEqual([started.state, started.caller.side, started.callee], ['inviting', 'visitor', null]);
    return started;
  });
  const { id } = call;
  const line = { visitor: visitor.listen(id), desk: desk.listen(id), mobile: mobile.listen(id) };
  await check.step('the operator’s device rings, and the caller is told so', async () => {
    await desk.send(id, ringing);
    await line.visitor.untilState('ringing');
  });
  await check.step('the operator accepts: both sides know which device has the call', async () => {
    equal((await desk.api.call.accept.mutate({ callId: id })).won, true);
    for (const each of Object.values(line))
      equal((await each.untilState('connecting')).callee?.deviceId, desk.deviceId);
  });
  const says = async (from: typeof visitor, to: Line, signal: PeerSignal): Promise<void> => {
    await from.send(id, signal);
    await to.untilSignal(signal);
  };
  await check.step('an offer goes over, an answer comes back', async () => {
    await says(visitor, line.desk, offer('from the visitor'));
    await says(desk, line.visitor, answer('from the desk'));
  });
  await check.step('ICE candidates both ways, in order', async () => {
    for (const port of [1, 2, 3])
      await Promise.all([visitor.send(id, candidate(port)), desk.send(id, candidate(100 + port))]);
    await Promise.all([line.desk.untilSignal(candidate(3)), line.visitor.untilSignal(candidate(103))]);
    deepEqual(line.desk.signals(), [offer('from the visitor'), ...[1, 2, 3].map(candidate)]);
    deepEqual(line.visitor.signals(), [answer('from the desk'), ...[101, 102, 103].map(candidate)]);
  });
  await check.step('both say that media flow: the call is active', async () => {
    await Promise.all([visitor.send(id, connected), desk.send(id, connected)]);
    for (const each of [line.visitor, line.desk]) ok((await each.untilState('active')).connectedAt instanceof Date);
  });
  await check.step(
    'the operator hangs up: it is over for both sides, and for the device that rang in vain',
    async () => {
      await desk.api.call.end.mutate({ callId: id });
      for (const each of Object.values(line)) await each.untilEnded('completed');
    },
  );
  await check.step('each side has seen every state once and in order, and the other device no signal', () => {
    const states = ({ heard }: Line): CallState[] =>
      heard.heard.flatMap(({ data }) => (data.type === 'state' ? [data.call.state] : []));
    for (const each of Object.values(line)) deepEqual(states(each), STATES);
    deepEqual(line.mobile.signals(), []);
  });
  await check.step('the thread keeps the call', async () => {
    const { items } = await visitor.api.message.list.query({ conversationId });
    deepEqual(
      items.map(({ type }) => type),
      ['call.started', 'call.ended'],
    );
  });
}
