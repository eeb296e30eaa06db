import { deepEqual, ok, rejects } from 'node:assert/strict';
import { describe, test } from 'vitest';
import type { CallQualityReport } from '../../packages/api/src/contract/call-views.ts';
import { reportQuality } from '../../packages/api/src/call/report-quality.ts';
import { requireCall } from '../../packages/api/src/call/call.policy.ts';
import { testDatabases } from '../support/database.ts';
import { connected, createWorld, deviceOf, visit } from './call-world.ts';

const code = (expected: string) => (error: unknown) =>
  error instanceof Error && 'appCode' in error && error.appCode === expected;

const report = (mos: number): CallQualityReport => ({
  average: { mos, lossPercent: 0.5, jitterMs: 12.25, roundTripMs: null },
  worstMos: 2,
  seconds: 61.5,
  route: 'relay-tls',
});

describe.each(testDatabases())('the quality of calls on %s', (kind) => {
  test('what each device says of its call is kept, the newest in place of the one before, and goes with the call', async () => {
    await using world = await createWorld(kind);
    const { vera, conversation } = await visit(world);
    const [anna, ben] = [deviceOf(world.services, world.anna), deviceOf(world.services, world.ben)];
    const { id } = await vera.ring(conversation.id);
    await rejects(vera.call.report({ callId: id, report: report(4) }), code('FORBIDDEN'), 'nobody has answered');
    await ben.signal(id, { kind: 'ringing' });
    ok((await anna.call.accept({ callId: id })).won);
    for (const device of [vera, anna]) await device.signal(id, connected());
    await vera.call.report({ callId: id, report: report(4.5) });
    await vera.call.report({ callId: id, report: report(3.5) });
    await rejects(ben.call.report({ callId: id, report: report(4) }), code('FORBIDDEN'), 'he has only rung');
    await anna.call.transfer({ callId: id, operatorId: world.ben.id });
    ok((await ben.call.accept({ callId: id })).won);
    await vera.call.end({ callId: id });
    await anna.call.report({ callId: id, report: report(4.25) });
    await ben.call.report({ callId: id, report: report(1) });

    const { call, quality } = await deviceOf(world.services, world.anna).call.details({ callId: id });
    deepEqual([call.id, call.endReason], [id, 'completed']);
    deepEqual(quality, [
      { ...report(3.5), side: 'visitor' },
      { ...report(4.25), side: 'operator' },
      { ...report(1), side: 'operator' },
    ]);
    await rejects(vera.call.details({ callId: id }), code('FORBIDDEN'));
    await rejects(deviceOf(world.services, world.outsider).call.details({ callId: id }), code('NOT_FOUND'));

    const { db } = world.services;
    const access = await requireCall({ db, connection: anna.connection, caller: world.anna }, id, 'write');
    await reportQuality(world.services, access, report(2), Date.now() + 59_000);
    await rejects(reportQuality(world.services, access, report(2), Date.now() + 61_000), code('CALL_OVER'));
    await db.deleteFrom('visitor').where('id', '=', vera.device.partyId).execute();
    deepEqual(await db.selectFrom('call_quality').select('call_id').execute(), []);
  });

  test('what no call can be like is refused', async () => {
    await using world = await createWorld(kind);
    const { vera, conversation } = await visit(world);
    const { id } = await vera.ring(conversation.id);
    const good = report(4);
    const bad: CallQualityReport[] = [
      report(0.9),
      report(5.1),
      report(Number.NaN),
      { ...good, seconds: -1 },
      { ...good, seconds: 4 * 60 * 60 + 1 },
      { ...good, average: { ...good.average, lossPercent: 101 } },
      { ...good, average: { ...good.average, roundTripMs: 60_001 } },
    ];
    for (const each of bad) await rejects(vera.call.report({ callId: id, report: each }), { code: 'BAD_REQUEST' });
  });
});

test('before a call relays are named, and nothing that opens them', async () => {
  const urls = ['stun:stun.example.com', 'turn:turn.example.com'];
  const env = { TURN_URLS: urls.join(','), TURN_SECRET: 'north' };
  await using world = await createWorld('embedded', env);
  const { vera } = await visit(world);
  for (const who of [vera, deviceOf(world.services, world.outsider)]) {
    deepEqual(await who.call.relays({}), { urls });
  }
});
