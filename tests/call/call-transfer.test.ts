import { deepEqual, equal, ok, rejects } from 'node:assert/strict';
import { sql } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, test } from 'vitest';
import type { CallEvent } from '../../packages/api/src/contract/events.ts';
import { LIMITS } from '../../packages/api/src/contract/wire.ts';
import { acrossProjects } from '../../packages/api/src/db/scope.ts';
import { testDatabases } from '../support/database.ts';
import {
  answer,
  connected,
  createWorld,
  deviceOf,
  hear,
  inState,
  offer,
  signalsOf,
  visit,
  type TestDevice,
  type World,
} from './call-world.ts';

const code = (expected: string) => (error: unknown) =>
  error instanceof Error && 'appCode' in error && error.appCode === expected;
/** A state in which this operator, or nobody, is asked to take the call. */
const asks = (operatorId: string | null) => (event: CallEvent) =>
  event.type === 'state' && (event.call.transfer?.to.id ?? null) === operatorId;

describe.each(testDatabases())('transfers of calls on %s', (kind) => {
  let world: World;
  beforeAll(async () => {
    world = await createWorld(kind);
  });
  afterAll(() => world[Symbol.asyncDispose]());

  const desk = (caller = world.anna) => deviceOf(world.services, caller);
  /** Media flows between a visitor and Anna; the call is ended when the test is over. */
  async function talk() {
    const { vera, conversation } = await visit(world);
    const anna = desk();
    const { id } = await vera.ring(conversation.id);
    ok((await anna.call.accept({ callId: id })).won);
    for (const device of [vera, anna]) await device.signal(id, connected());
    const over = (): Promise<unknown> => vera.call.end({ callId: id });
    return { vera, anna, conversation, id, [Symbol.asyncDispose]: async () => void (await over()) };
  }
  const viewFor = (who: TestDevice, callId: string) => who.call.decline({ callId });

  test('[CL1] [CL2] case 73: the colleague rings, accepts, and talks in the same call; whoever had it is told and is free', async () => {
    await using call = await talk();
    const { vera, anna, conversation, id } = call;
    const ben = desk(world.ben);
    await anna.api.conversation.assign({ conversationId: conversation.id, operatorId: world.anna.id });
    const asked = await anna.call.transfer({ callId: id, operatorId: world.ben.id });
    deepEqual(asked.transfer, { to: { id: world.ben.id, name: 'Ben' } });
    const told = await viewFor(vera, id);
    deepEqual(
      [told.transfer, told.transferring],
      [null, true],
      'whom she is to talk to she learns when he has accepted',
    );
    const heard = await hear(vera, id, (event) => event.type === 'state' && event.call.transferring === true);
    ok(!JSON.stringify(heard).includes('Ben'));
    deepEqual([asked.state, asked.callee?.id], ['active', world.anna.id], 'until he accepts nothing changes');
    await hear(ben, id, asks(world.ben.id));
    await ben.signal(id, { kind: 'ringing' });
    const { won, call: taken } = await ben.call.accept({ callId: id });
    ok(won);
    deepEqual([taken.state, taken.gen, taken.offerer, taken.transfer], ['reconnecting', 1, 'operator', null]);
    deepEqual(taken.callee, { side: 'operator', id: world.ben.id, name: 'Ben', deviceId: ben.deviceId });
    deepEqual(taken.transferredFrom, { id: world.anna.id, name: 'Anna' });
    ok(!(await desk(world.ben).call.accept({ callId: id })).won, 'his other devices come too late');

    await anna.signal(id, offer('from who has handed it on', 1));
    await ben.signal(id, offer('from the new page', 1));
    await vera.signal(id, answer('to the new page', 1));
    const toVera = await hear(vera, id, (event) => event.type === 'signal');
    deepEqual(signalsOf(toVera), [offer('from the new page', 1)]);
    deepEqual(signalsOf(await hear(ben, id, (event) => event.type === 'signal')), [answer('to the new page', 1)]);
    for (const device of [vera, ben]) await device.signal(id, connected(1));
    equal((await viewFor(vera, id)).state, 'active');
    equal((await anna.call.end({ callId: id })).state, 'active', 'it is not hers to end');
    await rejects(anna.call.iceServers({ callId: id }), code('FORBIDDEN'));

    const { assignee } = await vera.api.conversation.get({ conversationId: conversation.id });
    equal(assignee?.id, world.ben.id);
    const next = await visit(world);
    const second = await next.vera.ring(next.conversation.id);
    ok(!(await ben.call.accept({ callId: second.id })).won, 'one person, one call');
    ok((await anna.call.accept({ callId: second.id })).won, 'she is free for the next');
    await next.vera.call.end({ callId: second.id });
    equal((await ben.call.end({ callId: id })).endReason, 'completed');
  });

  test('[CL1] the operator’s own call can be handed on as well, and handed back', async () => {
    const { vera, conversation } = await visit(world);
    const [anna, ben] = [desk(), desk(world.ben)];
    const { id } = await anna.ring(conversation.id);
    ok((await vera.call.accept({ callId: id })).won);
    for (const device of [vera, anna]) await device.signal(id, connected());
    await anna.call.transfer({ callId: id, operatorId: world.ben.id });
    equal((await ben.call.accept({ callId: id })).call.caller.deviceId, ben.deviceId);
    equal((await vera.api.conversation.get({ conversationId: conversation.id })).assignee, null, 'nobody’s before');
    await ben.call.transfer({ callId: id, operatorId: world.anna.id });
    const { won, call } = await anna.call.accept({ callId: id });
    deepEqual([won, call.caller.id, call.gen], [true, world.anna.id, 2]);
    await vera.call.end({ callId: id });
  });

  test('[CL1] declined or cancelled: nobody is asked any more, and the call is as it was', async () => {
    await using call = await talk();
    const { vera, anna, id } = call;
    const ben = desk(world.ben);
    const endings = [
      { why: 'declined', ends: () => ben.call.decline({ callId: id }) },
      { why: 'declined', ends: () => ben.call.end({ callId: id }) },
      { why: 'cancelled', ends: () => anna.call.cancelTransfer({ callId: id }) },
    ];
    for (const { why, ends } of endings) {
      equal((await anna.call.transfer({ callId: id, operatorId: world.ben.id })).transferEnded, null);
      await ben.signal(id, { kind: 'ringing' });
      const { state, transfer, transferEnded, gen } = await ends();
      deepEqual([state, transfer, gen], ['active', null, 0]);
      deepEqual(transferEnded, { to: { id: world.ben.id, name: 'Ben' }, why });
      equal((await viewFor(vera, id)).transferEnded, null, 'it is nothing to her');
      const late = await ben.call.accept({ callId: id });
      deepEqual([late.won, late.call.callee?.id], [false, world.anna.id]);
    }
    equal((await anna.call.cancelTransfer({ callId: id })).state, 'active', 'once more is harmless');
  });

  test('[AU1] who may hand a call on, and to whom', async () => {
    const { vera, conversation } = await visit(world);
    const anna = desk();
    const { id } = await vera.ring(conversation.id);
    const to = (operatorId: string) => ({ callId: id, operatorId });
    ok((await anna.call.accept({ callId: id })).won);
    await rejects(anna.call.transfer(to(world.ben.id)), code('FORBIDDEN'), 'nobody talks yet');
    for (const device of [vera, anna]) await device.signal(id, connected());
    await rejects(vera.call.transfer(to(world.ben.id)), code('FORBIDDEN'));
    await rejects(vera.call.cancelTransfer({ callId: id }), code('FORBIDDEN'));
    await rejects(desk(world.ben).call.transfer(to(world.ben.id)), code('FORBIDDEN'), 'it is not his');
    await rejects(desk(world.outsider).call.transfer(to(world.ben.id)), code('NOT_FOUND'));
    await rejects(anna.call.transfer(to(world.anna.id)), code('INVALID_INPUT'));
    for (const stranger of [world.outsider.id, uuidv7()]) {
      await rejects(anna.call.transfer(to(stranger)), code('NOT_FOUND'));
    }
    const busy = await visit(world);
    const other = await busy.vera.ring(busy.conversation.id);
    ok((await desk(world.ben).call.accept({ callId: other.id })).won);
    await rejects(anna.call.transfer(to(world.ben.id)), code('TOO_MANY'));
    await busy.vera.call.end({ callId: other.id });
    await acrossProjects(world.services.db)
      .updateTable('member')
      .set({ role: 'viewer' })
      .where('operator_id', '=', world.ben.id)
      .execute();
    await rejects(anna.call.transfer(to(world.ben.id)), code('FORBIDDEN'));
    await acrossProjects(world.services.db)
      .updateTable('member')
      .set({ role: 'agent' })
      .where('operator_id', '=', world.ben.id)
      .execute();
    await vera.call.end({ callId: id });
    equal((await anna.call.transfer(to(world.ben.id))).endReason, 'completed', 'too late is no error');
    equal((await anna.call.cancelTransfer({ callId: id })).endReason, 'completed');
  });

  test('[CL1] accept, cancel and hang-up at once: the first one counts, and nobody is in two calls', async () => {
    for (let round = 0; round < 6; round += 1) {
      await using call = await talk();
      const { vera, anna, id } = call;
      const devices = [desk(world.ben), desk(world.ben)];
      await anna.call.transfer({ callId: id, operatorId: world.ben.id });
      const accepts = devices.map((device) => device.call.accept({ callId: id }));
      const cancels = round % 2 === 0 ? anna.call.cancelTransfer({ callId: id }) : vera.call.end({ callId: id });
      const [answers] = await Promise.all([Promise.all(accepts), cancels]);
      const winners = devices.filter((_, n) => answers[n]?.won === true);
      ok(winners.length <= 1);
      const view = await viewFor(vera, id);
      const had = winners[0] ?? anna;
      equal(view.callee?.deviceId, had.deviceId);
      equal(view.transfer, null);
      equal(view.state, round % 2 === 1 ? 'ended' : winners.length === 1 ? 'reconnecting' : 'active');
    }
  });

  test('a call of an older version, which knows of no transfer, is read as one that nobody hands on', async () => {
    await using call = await talk();
    const { vera, anna, id } = call;
    const { db } = world.services;
    const { stream_id } = await db
      .selectFrom('call')
      .select('stream_id')
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    const rows = await db.selectFrom('event').select(['seq', 'body']).where('stream_id', '=', stream_id).execute();
    for (const { seq, body } of rows) {
      const old = JSON.stringify(body)
        .replace('"transfer":null,', '')
        .replace('"transferredFrom":null,', '')
        .replace('"transferEnded":null,', '');
      ok(old !== JSON.stringify(body) || body.type !== 'state');
      await db
        .updateTable('event')
        .set({ body: sql`${old}::jsonb` })
        .where('stream_id', '=', stream_id)
        .where('seq', '=', seq)
        .execute();
    }
    const [first] = await hear(desk(), id, inState('active'));
    ok(first?.event.type === 'state');
    equal(first.event.call.transfer, null);
    equal((await anna.call.transfer({ callId: id, operatorId: world.ben.id })).transfer?.to.name, 'Ben');
    await vera.call.end({ callId: id });
  });
});

describe.each(testDatabases())('deadlines of transfers on %s', (kind) => {
  test('[CL1] no device of the colleague, or no answer: the call goes on, and its operator is told', async () => {
    await using world = await createWorld(kind);
    const { vera, conversation } = await visit(world);
    const [anna, ben] = [deviceOf(world.services, world.anna), deviceOf(world.services, world.ben)];
    const { id } = await vera.ring(conversation.id);
    ok((await anna.call.accept({ callId: id })).won);
    for (const device of [vera, anna]) await device.signal(id, connected());
    const before = (await hear(anna, id, inState('active'))).at(-1)?.cursor;
    await anna.call.transfer({ callId: id, operatorId: world.ben.id });
    await world.pass(LIMITS.ringAckMs, id, [vera, anna]);
    const unreachable = await hear(anna, id, asks(null), before);
    equal(unreachable.length, 2);
    const told = unreachable.at(-1)?.event;
    equal(told?.type === 'state' && told.call.transferEnded?.why, 'unreachable');

    await anna.call.transfer({ callId: id, operatorId: world.ben.id });
    await ben.signal(id, { kind: 'ringing' });
    // The world's clock is ahead of the machine's by the first transfer's time.
    await world.pass(LIMITS.ringMs - LIMITS.ringAckMs - 2_000, id, [vera, anna, ben]);
    equal((await vera.call.decline({ callId: id })).transferring, true);
    await world.pass(LIMITS.ringAckMs + 2_000, id, [vera, anna, ben]);
    const { state, transfer, transferEnded, gen } = await anna.call.cancelTransfer({ callId: id });
    deepEqual([state, transfer, transferEnded?.why, gen], ['active', null, 'no_answer', 0]);
  });
});
