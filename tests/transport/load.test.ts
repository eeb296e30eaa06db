import { deepEqual, equal, match } from 'node:assert/strict';
import { describe, test } from 'vitest';
import { createLog } from '../../packages/api/src/create-log.ts';
import { LoadWatch } from '../../packages/api/src/transport/load.ts';
import { startFresh } from '../support/in-process-server.ts';
import { registerOperator } from '../support/people.ts';
import { Line } from './line.ts';
import { handshake, sendRaw } from './raw-http.ts';

/** More than may wait. */
const MANY = 600;

function watch(loads: readonly { delayMs: number; queued: number }[]): boolean[] {
  let nth = 0;
  const watched = new LoadWatch(() => loads[nth++] ?? { delayMs: 0, queued: 0 }, createLog('silent'));
  return loads.map(() => {
    watched.look();
    return watched.refuses();
  });
}
const delays = (...all: number[]) => all.map((delayMs) => ({ delayMs, queued: 0 }));

describe('a server with more to do than it can', () => {
  test('[TR6] two bad seconds are none; three are, until it is calm', () => {
    deepEqual(watch(delays(20, 900, 900, 20, 900)), [false, false, false, false, false]);
    deepEqual(watch(delays(600, 600, 600, 260, 20)), [false, false, true, true, false]);
    deepEqual(
      watch([
        { delayMs: 5, queued: MANY },
        { delayMs: 5, queued: MANY },
        { delayMs: 5, queued: MANY },
        { delayMs: 5, queued: 0 },
      ]),
      [false, false, true, false],
    );
  });

  test('[TR6] case 28: lets nobody new in and tells them to try again, serves who is here, and lets in again', async () => {
    await using server = await startFresh('embedded');
    const { params } = await registerOperator(server.url);
    await using line = await Line.open(server.url, params);
    await line.alive();
    const gate = Promise.withResolvers<void>();
    const { db } = server.running.services;
    const holding = db.transaction().execute(() => gate.promise);
    const waiting = Array.from({ length: MANY }, () => db.selectFrom('operator').select('id').execute());
    while (!server.logs.some((text) => text.includes('"overloaded'))) await line.alive();

    const socket = await sendRaw(server.url, handshake(server.url));
    equal(socket.status, 503);
    match(socket.text, /Retry-After: \d/);
    const request = await fetch(`${server.url}/trpc/health`);
    equal(request.status, 503);
    match(request.headers.get('retry-after') ?? '', /^\d+$/);
    equal((await fetch(`${server.url}/readyz`)).status, 200, 'a balancer would lead all to the others');

    gate.resolve();
    await holding;
    await Promise.all(waiting);
    while (!server.logs.some((text) => text.includes('no longer overloaded'))) await line.alive();
    equal((await sendRaw(server.url, handshake(server.url))).status, 101);
  });
});
