import { deepEqual, equal, ok, rejects } from 'node:assert/strict';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, test } from 'vitest';
import type { ConversationEvent } from '../../packages/api/src/contract/events.ts';
import { connectionParams } from '../../packages/api/src/contract/inputs.ts';
import { LIMITS } from '../../packages/api/src/contract/wire.ts';
import { testDatabases } from '../support/database.ts';
import {
  answer,
  candidate,
  connected,
  createWorld,
  deviceOf,
  hear,
  inState,
  offer,
  signalsOf,
  statesOf,
  unwrap,
  visit,
  type TestDevice,
  type World,
} from './call-world.ts';

const code = (expected: string) => (error: unknown) =>
  error instanceof Error && 'appCode' in error && error.appCode === expected;

describe.each(testDatabases())('calls on %s', (kind) => {
  let world: World;
  beforeAll(async () => {
    world = await createWorld(kind);
  });
  afterAll(() => world[Symbol.asyncDispose]());

  const desk = (caller = world.anna) => deviceOf(world.services, caller);
  async function thread(
    who: TestDevice,
    conversationId: string,
    until: ConversationEvent['type'],
  ): Promise<ConversationEvent[]> {
    const events: ConversationEvent[] = [];
    for await (const value of await who.api.conversation.events({ conversationId })) {
      const [, event] = unwrap(value);
      events.push(event);
      if (event.type === until) break;
    }
    return events;
  }

  test('[CL2] ids in capitals are the same ids: what was said while it rang reaches the winner, and a device is itself', async () => {
    const { vera, conversation } = await visit(world);
    const anna = desk();
    const callId = uuidv7();
    const { id } = await vera.ring(conversation.id, 'audio', callId.toUpperCase());
    equal(id, callId);
    await vera.signal(id, offer('vera'), uuidv7().toUpperCase());
    ok((await anna.call.accept({ callId: id })).won);
    deepEqual(signalsOf(await hear(anna, id, ({ type }) => type === 'signal')), [offer('vera')]);
    await vera.call.end({ callId: id });
    equal(connectionParams.parse({ deviceId: vera.deviceId.toUpperCase() }).deviceId, vera.deviceId);
  });

  test('[CL1] a call from ring to hang-up: both sides see the same states, and the thread keeps what happened', async () => {
    const { vera, conversation } = await visit(world);
    const anna = desk();
    const { id, state, callee } = await vera.ring(conversation.id);
    equal(state, 'inviting');
    equal(callee, null);
    equal((await vera.api.conversation.get({ conversationId: conversation.id })).liveCallId, id);
    await anna.signal(id, { kind: 'ringing' });
    const { won, call } = await anna.call.accept({ callId: id });
    ok(won);
    deepEqual(call.callee, { side: 'operator', id: world.anna.id, name: 'Anna', deviceId: anna.deviceId });
    equal(call.caller.name, 'Vera');
    await vera.signal(id, connected());
    await anna.signal(id, connected());
    const over = await vera.call.end({ callId: id });
    equal(over.endReason, 'completed');
    const expected = ['inviting', 'ringing', 'connecting', 'active', 'ended'];
    for (const who of [vera, anna]) deepEqual(statesOf(await hear(who, id, inState('ended'))), expected);
    const events = await thread(vera, conversation.id, 'call.ended');
    deepEqual(
      events.map(({ type }) => type),
      ['call.started', 'call.ended'],
    );
    ok(events.at(-1)?.type === 'call.ended');
    equal((await vera.api.conversation.get({ conversationId: conversation.id })).liveCallId, null);
    // Once more is harmless, for either side.
    equal((await anna.call.end({ callId: id })).endReason, 'completed');
  });

  test('[CL2] what the caller says before the answer reaches the winner alone, after the news that he has won', async () => {
    const { vera, conversation } = await visit(world);
    const [winner, loser] = [desk(), desk(world.ben)];
    const { id } = await vera.ring(conversation.id);
    for (const device of [winner, loser]) await device.signal(id, { kind: 'ringing' });
    await vera.signal(id, offer('early'));
    await vera.signal(id, candidate(1));
    ok((await winner.call.accept({ callId: id })).won);
    // The loser talks anyway; nothing of it may leave the server.
    const late = await loser.call.accept({ callId: id });
    ok(!late.won);
    equal(late.call.callee?.deviceId, winner.deviceId);
    await loser.signal(id, answer('from the loser'));
    await loser.signal(id, candidate(66));
    await winner.signal(id, answer('from the winner'));
    await vera.call.iceServers({ callId: id });

    const last = (text: string) => (event: { type: string }) =>
      event.type === 'signal' && JSON.stringify(event).includes(text);
    const heardByWinner = await hear(winner, id, last('candidate:1'));
    deepEqual(signalsOf(heardByWinner), [offer('early'), candidate(1)]);
    deepEqual(statesOf(heardByWinner), ['inviting', 'ringing', 'connecting']);
    deepEqual(signalsOf(await hear(vera, id, last('winner'))), [answer('from the winner')]);
    await vera.call.end({ callId: id });
    const heardByLoser = await hear(loser, id, inState('ended'));
    deepEqual(signalsOf(heardByLoser), []);
    deepEqual(statesOf(heardByLoser), ['inviting', 'ringing', 'connecting', 'ended']);
  });

  test('[CL2] who reconnects in the middle gets exactly what was missed', async () => {
    const { vera, conversation } = await visit(world);
    const anna = desk();
    const { id } = await vera.ring(conversation.id);
    await anna.signal(id, { kind: 'ringing' });
    await anna.call.accept({ callId: id });
    await vera.signal(id, offer('first'));
    const before = await hear(anna, id, (event) => event.type === 'signal');
    const cursor = before.at(-1)?.cursor;
    for (let n = 1; n <= 5; n += 1) {
      await vera.signal(id, candidate(n));
      await anna.signal(id, candidate(100 + n));
    }
    const tracks = { kind: 'tracks', audio: false, video: true, screen: true, held: true, rev: 7 } as const;
    await vera.signal(id, tracks);
    const missed = await hear(anna, id, (event) => event.type === 'signal' && event.signal.kind === 'tracks', cursor);
    deepEqual(
      signalsOf(missed).slice(0, 5),
      [1, 2, 3, 4, 5].map((n) => candidate(n)),
    );
    deepEqual(signalsOf(missed).slice(5), [tracks]);
    await anna.call.end({ callId: id });
  });

  test('[EL6] the same signal id again gets the first seq and is delivered once; a void one gets a seq and goes nowhere', async () => {
    const { vera, conversation } = await visit(world);
    const anna = desk();
    const { id } = await vera.ring(conversation.id);
    await anna.call.accept({ callId: id });
    const signalId = uuidv7();
    const first = await vera.signal(id, offer('once'), signalId);
    deepEqual(await vera.signal(id, offer('once'), signalId), first);
    deepEqual(await Promise.all([1, 2, 3].map(() => vera.signal(id, offer('once'), signalId))), [first, first, first]);
    const old = await vera.signal(id, candidate(1, 9));
    ok(old.seq > first.seq);
    await vera.signal(id, candidate(2));
    const heard = await hear(anna, id, (event) => event.type === 'signal' && event.signal.kind === 'candidates');
    deepEqual(signalsOf(heard), [offer('once'), candidate(2)]);
    await vera.call.end({ callId: id });
    deepEqual(await vera.signal(id, offer('once'), signalId), first, 'also after the end');
  });

  test('[CL2] case 68: after the end no signal goes in, and those that were there say nothing any more', async () => {
    const { vera, conversation } = await visit(world);
    const anna = desk();
    const { id } = await vera.ring(conversation.id);
    await anna.call.accept({ callId: id });
    await vera.signal(id, offer('secret address'));
    await anna.call.end({ callId: id });
    await rejects(vera.signal(id, candidate(1)), code('CALL_OVER'));
    await rejects(vera.call.iceServers({ callId: id }), code('CALL_OVER'));
    deepEqual(signalsOf(await hear(anna, id, inState('ended'))), []);
    const stored = await world.services.db.selectFrom('event').select('body').where('type', '=', 'signal').execute();
    ok(stored.length > 0, 'the rows stay');
    ok(!JSON.stringify(stored).includes('secret address'));
  });

  test('[CL1] cancel, decline, and an answer that comes too late', async () => {
    const { vera, conversation } = await visit(world);
    const [anna, ben] = [desk(), desk(world.ben)];
    const cancelled = await vera.ring(conversation.id);
    await anna.signal(cancelled.id, { kind: 'ringing' });
    equal((await vera.call.end({ callId: cancelled.id })).endReason, 'cancelled');
    const late = await anna.call.accept({ callId: cancelled.id });
    equal(late.won, false);
    equal(late.call.endReason, 'cancelled');

    const { id } = await vera.ring(conversation.id);
    for (const device of [anna, ben]) await device.signal(id, { kind: 'ringing' });
    equal((await anna.call.decline({ callId: id })).state, 'ringing', 'the other one rings on');
    equal((await ben.call.decline({ callId: id, scope: 'everyone' })).endReason, 'declined');

    const denied = await vera.ring(conversation.id);
    equal((await vera.call.end({ callId: denied.id, reason: 'media_denied' })).endReason, 'media_denied');
  });

  test('[CL1] one person, one call: who is in a call can neither accept nor start another', async () => {
    const [one, two] = [await visit(world), await visit(world)];
    const [anna, ben] = [desk(), desk(world.ben)];
    const first = await one.vera.ring(one.conversation.id);
    ok((await anna.call.accept({ callId: first.id })).won);
    const second = await two.vera.ring(two.conversation.id);
    const refused = await desk().call.accept({ callId: second.id });
    equal(refused.won, false);
    equal(refused.call.state, 'inviting', 'it rings on');
    ok((await ben.call.accept({ callId: second.id })).won);
    const three = await visit(world);
    await rejects(anna.ring(three.conversation.id), code('TOO_MANY'));
    // Everyone who is there is talking: busy, at once.
    const detach = [world.anna, world.ben].map(({ kind: operator, id, name }) =>
      world.services.presence.attach({ kind: operator, id, name, projectId: world.projectId }),
    );
    equal((await three.vera.ring(three.conversation.id)).endReason, 'busy');
    for (const leave of detach) leave();
    await one.vera.call.end({ callId: first.id });
    await two.vera.call.end({ callId: second.id });
  });

  test('[AU1] case 68: a foreign call and a missing one get the same answer; a device id gives no rights', async () => {
    const { vera, conversation } = await visit(world);
    const stranger = await visit(world);
    const { id } = await vera.ring(conversation.id);
    const eve = deviceOf(world.services, world.outsider, vera.deviceId);
    for (const who of [eve, stranger.vera]) {
      await rejects(who.call.accept({ callId: id }), code('NOT_FOUND'));
      await rejects(who.call.accept({ callId: uuidv7() }), code('NOT_FOUND'));
      await rejects(who.ring(conversation.id), code('NOT_FOUND'));
      await rejects(who.signal(id, candidate(1)), code('NOT_FOUND'));
      await rejects(who.call.iceServers({ callId: id }), code('NOT_FOUND'));
    }
    // A member who borrows the caller's device id is still on the other side.
    const ben = deviceOf(world.services, world.ben, vera.deviceId);
    await ben.signal(id, offer('not mine to make'));
    ok((await ben.call.accept({ callId: id })).won);
    await rejects(desk().call.iceServers({ callId: id }), code('FORBIDDEN'));
    await rejects(stranger.vera.ring(stranger.conversation.id, 'audio', id), code('NOT_FOUND'));
    await vera.call.end({ callId: id });
  });

  test('[CL1] candidates are limited per leg and generation; the call lives', async () => {
    const { vera, conversation } = await visit(world);
    const { id } = await vera.ring(conversation.id);
    const many = { ...candidate(1), candidates: Array.from({ length: LIMITS.candidatesPerSignal }, (_, n) => line(n)) };
    for (let sent = 0; sent < LIMITS.candidatesPerLeg; sent += LIMITS.candidatesPerSignal) await vera.signal(id, many);
    await rejects(vera.signal(id, candidate(7)), code('TOO_MANY'));
    ok((await desk().call.accept({ callId: id })).won);
    await vera.call.end({ callId: id });
  });
});

const line = (n: number) => ({
  candidate: `candidate:${n} 1 udp 1 192.0.2.1 9 typ host`,
  sdpMid: '0',
  sdpMLineIndex: 0,
});
