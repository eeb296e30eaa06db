/** Time goes by in the tests' own clock: each test has a server to itself. */
import { deepEqual, equal, ok } from 'node:assert/strict';
import { v7 as uuidv7 } from 'uuid';
import { describe, test } from 'vitest';
import { renewLeases } from '../../packages/api/src/call/call-leases.ts';
import { sweepCalls } from '../../packages/api/src/call/call-sweeper.ts';
import { devicesThere, lockCall } from '../../packages/api/src/call/call.queries.ts';
import { LIMITS } from '../../packages/api/src/contract/wire.ts';
import { acrossProjects } from '../../packages/api/src/db/scope.ts';
import { testDatabases } from '../support/database.ts';
import {
  connected,
  createWorld,
  deviceOf,
  hear,
  inState,
  statesOf,
  visit,
  type Heard,
  type World,
} from './call-world.ts';

/** A call between Vera and Anna in which media flows. */
async function talk(world: World) {
  const { vera, conversation } = await visit(world);
  const anna = deviceOf(world.services, world.anna);
  const { id } = await vera.ring(conversation.id);
  ok((await anna.call.accept({ callId: id })).won);
  for (const device of [vera, anna]) await device.signal(id, connected());
  return { vera, anna, conversation, id };
}

const reasonOf = (heard: readonly Heard[]) => {
  const last = heard.at(-1)?.event;
  return last?.type === 'state' ? last.call.endReason : null;
};

describe.each(testDatabases())('deadlines of calls on %s', (kind) => {
  test('[CL1] no device rings: unreachable', async () => {
    await using world = await createWorld(kind);
    const { vera, conversation } = await visit(world);
    const { id } = await vera.ring(conversation.id);
    await world.pass(LIMITS.ringAckMs, id, [vera]);
    equal(reasonOf(await hear(vera, id, inState('ended'))), 'unreachable');
  });

  test('[CL1] the only page that could ring is loaded anew at that moment: the call waits for it, and rings', async () => {
    await using world = await createWorld(kind);
    const { vera, conversation } = await visit(world);
    const anna = deviceOf(world.services, world.anna);
    const { id } = await vera.ring(conversation.id);
    await hear(anna, id, inState('inviting'));
    await world.pass(LIMITS.ringAckMs + 4_000, id, [vera]);
    const again = deviceOf(world.services, world.anna, anna.deviceId);
    await again.signal(id, { kind: 'ringing' });
    deepEqual(statesOf(await hear(vera, id, inState('ringing'))), ['inviting', 'ringing']);
  });

  test('[CL1] nobody answers: no_answer, by the system, and the next call may ring', async () => {
    await using world = await createWorld(kind);
    const { vera, conversation } = await visit(world);
    const anna = deviceOf(world.services, world.anna);
    const { id } = await vera.ring(conversation.id);
    await anna.signal(id, { kind: 'ringing' });
    await world.pass(LIMITS.ringMs, id, [vera, anna]);
    const heard = await hear(anna, id, inState('ended'));
    equal(reasonOf(heard), 'no_answer');
    const ended = heard.at(-1)?.event;
    equal(ended?.type === 'state' && ended.actor.kind, 'system');
    equal((await anna.ring(conversation.id)).state, 'inviting');
  });

  test('[CL1] the caller’s page is gone while it rings: caller_left', async () => {
    await using world = await createWorld(kind);
    const { vera, conversation } = await visit(world);
    const anna = deviceOf(world.services, world.anna);
    const { id } = await vera.ring(conversation.id);
    await anna.signal(id, { kind: 'ringing' });
    await world.pass(LIMITS.leaseMs + 1_000, id, [anna]);
    equal(reasonOf(await hear(anna, id, inState('ended'))), 'caller_left');
  });

  test('[CL1] media does not come up: once more by another generation, then connect_failed', async () => {
    await using world = await createWorld(kind, { TURN_URLS: 'turn:turn.example.com', TURN_SECRET: 'x' });
    const { vera, conversation } = await visit(world);
    const anna = deviceOf(world.services, world.anna);
    const { id } = await vera.ring(conversation.id);
    await anna.call.accept({ callId: id });
    await world.pass(LIMITS.connectMs, id, [vera, anna]);
    const { call } = await anna.call.accept({ callId: id });
    deepEqual([call.state, call.gen, call.relayOnly], ['connecting', 1, true]);
    await world.pass(LIMITS.reconnectMs, id, [vera, anna]);
    equal(reasonOf(await hear(vera, id, inState('ended'))), 'connect_failed');
  });

  test('[CL1] one socket is gone while media flows: nothing happens; both are: grace, then peer_left', async () => {
    await using world = await createWorld(kind);
    const { vera, id } = await talk(world);
    await world.pass(3 * LIMITS.leaseMs, id, [vera]);
    equal((await vera.call.decline({ callId: id })).state, 'active');
    await world.pass(LIMITS.leaseMs, id, []);
    equal((await vera.call.decline({ callId: id })).state, 'reconnecting');
    await world.pass(LIMITS.graceMs, id, []);
    equal(reasonOf(await hear(vera, id, inState('ended'))), 'peer_left');
  });

  test('[CL1] leases that ran out go with the next sweep, of a call that lives and of one that is over', async () => {
    await using world = await createWorld(kind);
    const { vera, anna, id } = await talk(world);
    const { db } = world.services;
    const tabs = Array.from({ length: 20 }, () => ({ ...vera.device, deviceId: uuidv7() }));
    const past = new Date(Date.now() - 1);
    await renewLeases(
      db,
      tabs.map((device) => ({ callId: id, device })),
      past,
    );
    const over = (await visit(world)).vera;
    const { id: overId } = await over.ring((await over.api.conversation.open()).id);
    await over.call.end({ callId: overId });
    // A renewal that was under way when its call ended.
    const { partyId, deviceId } = over.device;
    const late = { call_id: overId, party_id: partyId, device_id: deviceId, until: past };
    await db.insertInto('call_lease').values(late).execute();
    await world.pass(1_000, id, [anna]);
    const left = await db.selectFrom('call_lease').select(['call_id', 'device_id']).execute();
    deepEqual(left, [{ call_id: id, device_id: anna.deviceId }]);
  });

  // Embedded there is one connection, so a transaction has the database to itself.
  test.skipIf(kind === 'embedded')('[CL1] a first lease waits for no transition of its call', async () => {
    await using world = await createWorld(kind);
    const { vera, id } = await talk(world);
    const { db } = world.services;
    const device = { ...vera.device, deviceId: uuidv7() };
    await db.transaction().execute(async (trx) => {
      await lockCall(trx, id, null);
      await renewLeases(db, [{ callId: id, device }], new Date(Date.now() + LIMITS.leaseMs));
    });
    const there = await devicesThere(db, id, device.partyId, new Date());
    ok(there.some(({ deviceId }) => deviceId === device.deviceId));
  });

  test.skipIf(kind === 'embedded')('[CL1] the end of a call waits for no renewal', async () => {
    await using world = await createWorld(kind);
    const { vera, anna, id } = await talk(world);
    const holders = [vera, anna].map(({ device }) => ({ callId: id, device }));
    const until = new Date(Date.now() + LIMITS.leaseMs);
    const db = acrossProjects(world.services.db);
    await renewLeases(db, holders, until);
    await db.transaction().execute(async (trx) => {
      await renewLeases(trx, holders, until);
      equal((await vera.call.end({ callId: id })).endReason, 'completed');
    });
  });

  test('[CL1] lost media comes back within the grace time: the same call goes on', async () => {
    await using world = await createWorld(kind);
    const { vera, anna, id } = await talk(world);
    await vera.signal(id, { kind: 'media', state: 'lost', gen: 0 });
    await anna.signal(id, { kind: 'restart', what: 'ice' });
    await world.pass(LIMITS.graceMs / 2, id, [vera, anna]);
    for (const device of [vera, anna]) await device.signal(id, connected(1));
    await world.pass(LIMITS.graceMs, id, [vera, anna]);
    await vera.call.end({ callId: id });
    const states = ['inviting', 'connecting', 'active', 'reconnecting', 'reconnecting', 'active', 'ended'];
    deepEqual(statesOf(await hear(anna, id, inState('ended'))), states);
  });

  test('[CL1] a page goes away: the other side knows at once; loaded anew it is back in the call, late words do no harm', async () => {
    await using world = await createWorld(kind);
    const { vera, anna, id } = await talk(world);
    const farewell = uuidv7();
    await vera.signal(id, { kind: 'left' }, farewell);
    ok((await hear(anna, id, inState('reconnecting'))).length > 0);
    await world.pass(LIMITS.leaseMs, id, [anna]);
    const again = deviceOf(world.services, vera.connection.caller, vera.deviceId);
    await again.signal(id, { kind: 'restart', what: 'peer' });
    for (const device of [again, anna]) await device.signal(id, connected(1));
    equal((await again.call.decline({ callId: id })).state, 'active');
    // The same id again is answered from the log; a second one that was made before the reload is out of date.
    for (const signalId of [farewell, uuidv7({ msecs: Date.now() - 60_000 })]) {
      await again.signal(id, { kind: 'left' }, signalId);
      equal((await again.call.decline({ callId: id })).state, 'active');
    }
    await anna.signal(id, { kind: 'left' });
    await world.pass(LIMITS.graceMs, id, [again]);
    equal(reasonOf(await hear(again, id, inState('ended'))), 'peer_left');
  });

  test('[CL1] a closed conversation and a dismissed operator end the call: policy; other calls go on', async () => {
    await using world = await createWorld(kind);
    const [closed, dismissed] = [await talk(world), await visit(world)];
    const ben = deviceOf(world.services, world.ben);
    const { id } = await dismissed.vera.ring(dismissed.conversation.id);
    ok((await ben.call.accept({ callId: id })).won);
    await closed.anna.api.conversation.setStatus({ conversationId: closed.conversation.id, status: 'closed' });
    await world.pass(1_000, id, [ben, dismissed.vera]);
    equal(reasonOf(await hear(closed.vera, closed.id, inState('ended'))), 'policy');
    equal((await dismissed.vera.call.decline({ callId: id })).state, 'connecting');
    await acrossProjects(world.services.db).deleteFrom('member').where('operator_id', '=', world.ben.id).execute();
    await world.pass(1_000, id, [ben, dismissed.vera]);
    equal(reasonOf(await hear(dismissed.vera, id, inState('ended'))), 'policy');
    // Whoever rings in a closed conversation opens it again, so that the call is in somebody's list.
    equal((await closed.vera.ring(closed.conversation.id)).state, 'inviting');
    equal((await closed.vera.api.conversation.get({ conversationId: closed.conversation.id })).status, 'open');
  });

  test('the time in which an absence is made good is no absence of its own', async () => {
    await using world = await createWorld(kind);
    await talk(world);
    const { db } = world.services;
    const now = Date.now();
    await db
      .updateTable('call_sweep')
      .set({ last_at: new Date(now - 60_000) })
      .execute();
    await sweepCalls(world.services, now);
    const { last_at } = await db.selectFrom('call_sweep').select('last_at').executeTakeFirstOrThrow();
    ok(last_at.getTime() > now);
  });

  test('[CL1] the server’s own absence ends no call, whether it rang or was under way', async () => {
    await using world = await createWorld(kind);
    const talking = await talk(world);
    const other = await visit(world);
    const ringing = await other.vera.ring(other.conversation.id);
    const ben = deviceOf(world.services, world.ben);
    await ben.signal(ringing.id, { kind: 'ringing' });
    await world.comeBackAfter(60 * 60_000);
    // Those who had lost the server have a lease's time to find it again.
    await world.pass(LIMITS.leaseMs - 1_000, talking.id, []);
    equal((await talking.vera.call.decline({ callId: talking.id })).state, 'active');
    equal((await ben.call.accept({ callId: ringing.id })).won, true);
  });
});
