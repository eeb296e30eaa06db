import { deepEqual, equal, ok } from 'node:assert/strict';
import type { Check } from '../check.ts';
import type { Target } from '../target.ts';
import { busy, cancelled, declined, nobodyRings, twoAccepts } from './call-endings.ts';
import { wholeCall } from './whole-call.ts';
import { reconnected } from './reconnected-call.ts';
import { createScene, ringing, type Phone, type Scene } from './phone.ts';

/** The ring takes 45 s, the sweep that ends it comes within one more. */
const RING_OUT_MS = 60_000;

export async function callsSignaling(check: Check, { url }: Target): Promise<void> {
  const scenes: Scene[] = [];
  const newScene = async (): Promise<Scene> => {
    const scene = await createScene(url);
    scenes.push(scene);
    return scene;
  };
  // Begins first and ends last: it rings for 45 s while the others are played.
  const ringsOut = await check.step('somebody rings and nobody will answer (looked at in the end)', () =>
    beginToRing(newScene),
  );
  await check.scene('a whole call', async () => wholeCall(check, await newScene()));
  await check.scene('declined by a device, and by everyone', async () => declined(check, await newScene()));
  await check.scene('cancelled', async () => cancelled(check, await newScene()));
  await check.scene('two accept', async () => twoAccepts(check, await newScene()));
  await check.scene('busy', async () => busy(check, await newScene(), url));
  await check.scene('a reconnect in the middle', async () => reconnected(check, await newScene(), url));
  await check.scene('nobody rings', async () => nobodyRings(check, await newScene()));
  await check.scene('nobody answers', async () => {
    check.progress('waiting until the 45 s of ringing are over …');
    await check.step(
      'no answer: the call ends for both sides, and is a missed call in the thread',
      () => ringsOut(),
      RING_OUT_MS,
    );
  });
  await check.scene('the sockets', async () => {
    const phones = scenes.flatMap((scene): readonly Phone[] => scene.phones);
    await check.step(`no socket of ${phones.length} was closed by the server`, () => {
      deepEqual(
        phones.flatMap(({ name, closes }) => closes.map((close) => ({ name, ...close }))),
        [],
      );
    });
  });
  await Promise.all(scenes.map((scene) => scene[Symbol.asyncDispose]()));
}

async function beginToRing(newScene: () => Promise<Scene>): Promise<() => Promise<void>> {
  const { visitor, desk, conversationId } = await newScene();
  const { id, createdAt } = await visitor.ring(conversationId);
  const lines = [visitor.listen(id), desk.listen(id)];
  await desk.send(id, ringing);
  for (const line of lines) await line.untilState('ringing');
  return async () => {
    for (const line of lines) {
      const { endedAt } = await line.untilEnded('no_answer');
      ok(endedAt !== null && endedAt.getTime() - createdAt.getTime() >= 45_000, 'it rang for 45 s');
    }
    const { items } = await visitor.api.message.list.query({ conversationId });
    const last = items.at(-1);
    deepEqual(last?.type === 'call.ended' ? [last.reason, last.durationMs, last.caller] : last, [
      'no_answer',
      0,
      'visitor',
    ]);
    equal((await desk.api.conversation.get.query({ conversationId })).liveCallId, null);
  };
}
