import { deepEqual, equal, ok, rejects } from 'node:assert/strict';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, test } from 'vitest';
import type { OperatorCaller } from '../../packages/api/src/access/caller.ts';
import { LIMITS } from '../../packages/api/src/contract/wire.ts';
import { acrossProjects } from '../../packages/api/src/db/scope.ts';
import { testDatabases } from '../support/database.ts';
import {
  answer,
  connected,
  createWorld,
  deviceOf,
  hear,
  hire,
  inState,
  offer,
  signalsOf,
  visit,
  type TestDevice,
  type World,
} from './call-world.ts';

const code = (expected: string) => (error: unknown) =>
  error instanceof Error && 'appCode' in error && error.appCode === expected;

/** Media flows between a visitor and Anna; the call is ended when the test is over. */
async function talk(world: World) {
  const { vera, conversation } = await visit(world);
  const anna = deviceOf(world.services, world.anna);
  const { id } = await vera.ring(conversation.id);
  ok((await anna.call.accept({ callId: id })).won);
  for (const device of [vera, anna]) await device.signal(id, connected());
  const over = (): Promise<unknown> => vera.call.end({ callId: id });
  return { vera, anna, conversation, id, [Symbol.asyncDispose]: async () => void (await over()) };
}
type Talk = Awaited<ReturnType<typeof talk>>;

const consult = ({ anna, id }: Talk, operatorId: string, sideCallId = uuidv7()) =>
  anna.call.consult({ callId: id, sideCallId, operatorId });
const listen = (ben: TestDevice, { id }: Talk, sideCallId = uuidv7()) => ben.call.listen({ callId: id, sideCallId });
const viewFor = (who: TestDevice, callId: string) => who.call.decline({ callId });

describe.each(testDatabases())('calls beside a visitor’s call on %s', (kind) => {
  let world: World;
  let cara: OperatorCaller;
  let viewer: OperatorCaller;
  beforeAll(async () => {
    world = await createWorld(kind);
    cara = await hire(world, 'Cara', 'agent');
    viewer = await hire(world, 'Victor', 'viewer');
  });
  afterAll(() => world[Symbol.asyncDispose]());
  const desk = (caller: OperatorCaller) => deviceOf(world.services, caller);
  /** All that there is of the call and of its conversation, as far as the visitor may read. */
  const storedFor = ({ conversation, id }: Talk) =>
    acrossProjects(world.services.db)
      .selectFrom('event as e')
      .select(['e.stream_id', 'e.seq'])
      .where((eb) =>
        eb.or([
          eb('e.stream_id', 'in', eb.selectFrom('call as c').select('c.stream_id').where('c.id', '=', id)),
          eb(
            'e.stream_id',
            'in',
            eb.selectFrom('conversation as v').select('v.stream_id').where('v.id', '=', conversation.id),
          ),
        ]),
      )
      .execute();

  test('[CL1] [CL2] a colleague is asked, talks, and gets the visitor’s call on the device he talked on', async () => {
    await using call = await talk(world);
    const { vera, anna, conversation, id } = call;
    const before = await storedFor(call);
    const asked = await consult(call, world.ben.id);
    deepEqual(asked.beside, {
      kind: 'consult',
      callId: id,
      operator: { id: world.anna.id, name: 'Anna' },
      colleague: { id: world.ben.id, name: 'Ben' },
    });
    const [ben, phone] = [desk(world.ben), desk(world.ben)];
    const seen = await ben.api.conversation.get({ conversationId: conversation.id });
    const to = { operatorId: world.ben.id, deviceId: null };
    deepEqual('sideCall' in seen && seen.sideCall, { id: asked.id, kind: 'consult', to });
    await ben.signal(asked.id, { kind: 'ringing' });
    equal((await viewFor(anna, asked.id)).state, 'ringing');
    await anna.signal(asked.id, offer('from Anna'));
    const { won, call: talked } = await ben.call.accept({ callId: asked.id });
    deepEqual([won, talked.callee?.side, talked.callee?.deviceId], [true, 'colleague', ben.deviceId]);
    ok(!(await phone.call.accept({ callId: asked.id })).won);
    await ben.signal(asked.id, answer('from Ben'));
    deepEqual(signalsOf(await hear(ben, asked.id, ({ type }) => type === 'signal')), [offer('from Anna')]);
    deepEqual(signalsOf(await hear(anna, asked.id, ({ type }) => type === 'signal')), [answer('from Ben')]);
    for (const device of [anna, ben]) await device.signal(asked.id, connected());
    deepEqual(await storedFor(call), before, 'nothing of it is in what the visitor can read');

    const over = await anna.call.handOver({ callId: asked.id });
    deepEqual([over.state, over.endReason], ['ended', 'transferred']);
    const main = await viewFor(vera, id);
    deepEqual([main.state, main.callee?.id, main.callee?.deviceId], ['reconnecting', world.ben.id, ben.deviceId]);
    deepEqual(main.transferredFrom, { id: world.anna.id, name: 'Anna' });
    equal((await anna.call.handOver({ callId: asked.id })).endReason, 'transferred', 'once more is harmless');
    const after = await vera.api.conversation.get({ conversationId: conversation.id });
    ok(!('sideCall' in after));
    const next = await talk(world);
    await next[Symbol.asyncDispose]();
  });

  test('[AU1] it is theirs alone: to everybody else there is no such call', async () => {
    await using call = await talk(world);
    const { vera, anna } = call;
    const { id } = await consult(call, world.ben.id);
    const signal = { callId: id, signalId: uuidv7(), signal: { kind: 'ringing' } } as const;
    for (const stranger of [vera, desk(cara), desk(viewer), desk(world.outsider), desk(world.anna)]) {
      await rejects(stranger.call.accept({ callId: id }), code('NOT_FOUND'));
      await rejects(stranger.call.end({ callId: id }), code('NOT_FOUND'));
      await rejects(stranger.call.signal(signal), code('NOT_FOUND'));
      await rejects(stranger.call.iceServers({ callId: id }), code('NOT_FOUND'));
      await rejects(
        hear(stranger, id, () => true),
        code('NOT_FOUND'),
      );
    }
    await rejects(vera.ring(call.conversation.id, 'audio', id), code('NOT_FOUND'));
    await rejects(vera.call.handOver({ callId: id }), code('FORBIDDEN'));
    await rejects(desk(world.ben).call.handOver({ callId: id }), code('FORBIDDEN'));
    await rejects(anna.call.handOver({ callId: id }), code('FORBIDDEN'), 'nobody has answered');
    await rejects(anna.call.transfer({ callId: id, operatorId: cara.id }), code('NOT_FOUND'));
    await anna.call.end({ callId: id });
  });

  test('[AU1] who may ask whom', async () => {
    const { vera, conversation } = await visit(world);
    const anna = desk(world.anna);
    const { id } = await vera.ring(conversation.id);
    ok((await anna.call.accept({ callId: id })).won);
    const ask = (who: TestDevice, operatorId: string) =>
      who.call.consult({ callId: id, sideCallId: uuidv7(), operatorId });
    const hearIt = (who: TestDevice) => who.call.listen({ callId: id, sideCallId: uuidv7() });
    await rejects(ask(anna, world.ben.id), code('FORBIDDEN'), 'nobody talks yet');
    await rejects(hearIt(desk(world.ben)), code('FORBIDDEN'), 'nobody talks yet');
    for (const device of [vera, anna]) await device.signal(id, connected());
    for (const [who, expected] of [
      [vera, 'FORBIDDEN'],
      [desk(viewer), 'FORBIDDEN'],
      [desk(world.outsider), 'NOT_FOUND'],
    ] as const) {
      await rejects(ask(who, world.ben.id), code(expected));
      await rejects(hearIt(who), code(expected));
    }
    await rejects(ask(desk(world.anna), world.ben.id), code('FORBIDDEN'), 'another device of hers');
    await rejects(ask(desk(cara), world.ben.id), code('FORBIDDEN'), 'it is not hers');
    await rejects(ask(anna, world.anna.id), code('INVALID_INPUT'));
    await rejects(hearIt(desk(world.anna)), code('INVALID_INPUT'));
    await rejects(ask(anna, viewer.id), code('FORBIDDEN'));
    await rejects(ask(anna, world.outsider.id), code('NOT_FOUND'));
    await vera.call.end({ callId: id });
    await rejects(ask(anna, world.ben.id), code('CALL_OVER'));
    await rejects(hearIt(desk(world.ben)), code('CALL_OVER'));
  });

  test('[CL1] one person, one call: but for the operator who has the visitor’s', async () => {
    await using call = await talk(world);
    const { anna } = call;
    const sideCallId = uuidv7();
    const asked = await consult(call, world.ben.id, sideCallId);
    equal((await consult(call, world.ben.id, sideCallId)).id, asked.id, 'the same id again is the same call');
    await rejects(consult(call, cara.id), code('TOO_MANY'), 'one beside it');
    await rejects(listen(desk(cara), call), code('TOO_MANY'), 'one beside it');
    const ben = desk(world.ben);
    ok((await ben.call.accept({ callId: asked.id })).won);
    const next = await visit(world);
    const { id } = await next.vera.ring(next.conversation.id);
    ok(!(await ben.call.accept({ callId: id })).won, 'he is in the consult');
    ok(!(await anna.call.accept({ callId: id })).won, 'she is in the visitor’s call');
    const caras = desk(cara);
    ok((await caras.call.accept({ callId: id })).won);
    for (const device of [next.vera, caras]) await device.signal(id, connected());
    const busy = { callId: id, sideCallId: uuidv7(), operatorId: world.ben.id };
    await rejects(caras.call.consult(busy), code('TOO_MANY'));
    await ben.call.end({ callId: asked.id });
    await rejects(listen(caras, call), code('TOO_MANY'), 'who is in a call listens to none');
    await rejects(consult(call, cara.id), code('TOO_MANY'));
    await next.vera.call.end({ callId: id });
  });

  test('[CL1] it ends with the visitor’s call, in the same step, and when that is somebody else’s', async () => {
    for (const answers of [true, false]) {
      await using call = await talk(world);
      const { anna, vera } = call;
      const { id } = await consult(call, world.ben.id);
      const ben = desk(world.ben);
      if (answers) ok((await ben.call.accept({ callId: id })).won);
      else await ben.signal(id, { kind: 'ringing' });
      await vera.call.end({ callId: call.id });
      const { state, endReason } = await viewFor(anna, id);
      deepEqual([state, endReason], ['ended', answers ? 'completed' : 'cancelled']);
      ok((await hear(ben, id, inState('ended'))).length > 0);
    }
    await using call = await talk(world);
    await call.anna.call.transfer({ callId: call.id, operatorId: cara.id });
    const { id } = await consult(call, world.ben.id);
    const ben = desk(world.ben);
    ok((await ben.call.accept({ callId: id })).won);
    ok((await desk(cara).call.accept({ callId: call.id })).won);
    equal((await viewFor(ben, id)).endReason, 'completed');
    equal((await call.anna.call.handOver({ callId: id })).endReason, 'completed', 'too late');
    equal((await viewFor(call.vera, call.id)).callee?.id, cara.id);
  });

  test('[CL1] who listens is told to both sides when he is admitted, and no longer when he has gone', async () => {
    await using call = await talk(world);
    const { vera, anna, conversation } = call;
    const ben = desk(world.ben);
    const listeners = async (who: TestDevice) => (await viewFor(who, call.id)).listeners?.map(({ name }) => name);
    const refused = await listen(ben, call);
    const seen = await anna.api.conversation.get({ conversationId: conversation.id });
    const to = { operatorId: world.anna.id, deviceId: anna.deviceId };
    deepEqual('sideCall' in seen && seen.sideCall, { id: refused.id, kind: 'listen', to });
    await rejects(
      desk(world.anna).call.accept({ callId: refused.id }),
      code('NOT_FOUND'),
      'it is not that device’s call',
    );
    deepEqual(await listeners(vera), [], 'to ask is not to hear');
    equal((await anna.call.decline({ callId: refused.id })).endReason, 'declined');

    const endings = [
      (id: string) => ben.call.end({ callId: id }),
      (id: string) => anna.call.end({ callId: id }),
      (id: string) => ben.signal(id, { kind: 'media', state: 'denied', gen: 0 }),
    ];
    for (const ends of endings) {
      const { id } = await listen(ben, call);
      ok((await anna.call.accept({ callId: id })).won);
      for (const who of [vera, anna]) deepEqual(await listeners(who), ['Ben']);
      await ends(id);
      for (const who of [vera, anna]) deepEqual(await listeners(who), []);
    }
    const { id } = await listen(ben, call);
    ok((await anna.call.accept({ callId: id })).won);
    await anna.call.transfer({ callId: call.id, operatorId: cara.id });
    ok((await desk(cara).call.accept({ callId: call.id })).won);
    deepEqual([await listeners(vera), (await viewFor(ben, id)).endReason], [[], 'completed']);
  });

  test('[CL1] hand over, hang up on either side and back at once: the two calls tell one story', async () => {
    for (let round = 0; round < 8; round += 1) {
      await using call = await talk(world);
      const { vera, anna } = call;
      const { id } = await consult(call, world.ben.id);
      const ben = desk(world.ben);
      ok((await ben.call.accept({ callId: id })).won);
      const rivals = [
        () => ben.call.end({ callId: id }),
        () => vera.call.end({ callId: call.id }),
        () => anna.call.end({ callId: id }),
        () => vera.signal(call.id, { kind: 'media', state: 'lost', gen: 0 }),
      ];
      await Promise.all([anna.call.handOver({ callId: id }), rivals[round % rivals.length]?.()]);
      const [main, side] = [await viewFor(vera, call.id), await viewFor(ben, id)];
      equal(side.state, 'ended');
      const taken = side.endReason === 'transferred';
      equal(main.callee?.deviceId, (taken ? ben : anna).deviceId);
      if (main.state === 'ended') continue;
      // Whoever does not have it is free.
      await using other = await visitAndRing(world);
      const free = taken ? anna : ben;
      ok((await free.call.accept({ callId: other.id })).won);
    }
  });
});

async function visitAndRing(world: World) {
  const { vera, conversation } = await visit(world);
  const { id } = await vera.ring(conversation.id);
  return { id, [Symbol.asyncDispose]: async () => void (await vera.call.end({ callId: id })) };
}

describe.each(testDatabases())('deadlines of calls beside a visitor’s on %s', (kind) => {
  test('[CL1] nobody there, no answer, gone, no longer a member: it ends, and the visitor’s call goes on', async () => {
    await using world = await createWorld(kind);
    const call = await talk(world);
    const { vera, anna, id } = call;
    const ben = deviceOf(world.services, world.ben);
    const first = await consult(call, world.ben.id);
    await world.pass(LIMITS.ringAckMs, id, [vera, anna]);
    equal((await viewFor(anna, first.id)).endReason, 'unreachable');

    const left = await listen(ben, call);
    ok((await anna.call.accept({ callId: left.id })).won);
    for (const device of [anna, ben]) await device.signal(left.id, connected());
    await ben.signal(left.id, { kind: 'left' });
    await world.pass(LIMITS.graceMs + LIMITS.leaseMs, id, [vera, anna]);
    equal((await viewFor(anna, left.id)).endReason, 'peer_left');
    deepEqual((await viewFor(vera, id)).listeners, []);

    const barred = await consult(call, world.ben.id);
    ok((await ben.call.accept({ callId: barred.id })).won);
    const { db } = world.services;
    await db.updateTable('member').set({ role: 'viewer' }).where('operator_id', '=', world.ben.id).execute();
    await world.pass(1_000, id, [vera, anna]);
    equal((await viewFor(anna, barred.id)).endReason, 'policy');
    equal((await viewFor(vera, id)).state, 'active');
  });

  test('[CL1] a node of the version before ended the visitor’s call alone: nobody is kept beside it', async () => {
    await using world = await createWorld(kind);
    const call = await talk(world);
    const { id } = await consult(call, world.ben.id);
    const ben = deviceOf(world.services, world.ben);
    ok((await ben.call.accept({ callId: id })).won);
    const over = { state: 'ended', next_deadline: null } as const;
    await acrossProjects(world.services.db).updateTable('call').set(over).where('id', '=', call.id).execute();
    await world.pass(1_000, id, [call.anna, ben]);
    equal((await viewFor(ben, id)).endReason, 'policy');
  });

  test('[CL1] the server was away: no deadline of either call counts that', async () => {
    await using world = await createWorld(kind);
    const call = await talk(world);
    const { vera, anna, id } = call;
    const waits = await consult(call, world.ben.id);
    await world.comeBackAfter(60_000);
    equal((await viewFor(anna, waits.id)).state, 'inviting');
    await vera.call.end({ callId: id });
    equal((await viewFor(anna, waits.id)).endReason, 'cancelled');
  });
});
