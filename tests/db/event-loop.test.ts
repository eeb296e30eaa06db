import { ok } from 'node:assert/strict';
import { sql } from 'kysely';
import { pino } from 'pino';
import { test } from 'vitest';
import { createDb, type OpenDatabase } from '../../packages/api/src/db/create-db.ts';
import { readEnv } from '../../packages/api/src/env.ts';
import { createTestDatabase } from '../support/database.ts';

const TICK_MS = 5;
const BUSY_QUERIES = 32;
const ROUNDS = 3;
/** On the same thread as the database it was 0; in a thread of its own nearly all. */
const SHARE = 0.5;

test('a timer of 5 ms goes on ticking under 32 busy embedded queries', async () => {
  await using database = await createTestDatabase('embedded');
  const { db, close } = createDb(readEnv(database.env), pino({ level: 'silent' }), (cause) => {
    throw cause;
  });
  try {
    const [from, busy] = await ticksDuring(() =>
      Promise.all(Array.from({ length: BUSY_QUERIES * ROUNDS }, () => work(db))),
    );
    // The same loop with nothing to do, on the same machine with the same neighbours.
    const [idleFrom, idle] = await ticksDuring(() => new Promise((resolve) => setTimeout(resolve, from)));
    ok(busy / from > SHARE * (idle / idleFrom), `${busy} ticks in ${from} ms against ${idle} in ${idleFrom} ms`);
  } finally {
    await close();
  }
});

/** Keeps the database's processor busy for a few ms. */
const work = (db: OpenDatabase['db']): Promise<unknown> =>
  sql`select sum(sqrt(n)) from generate_series(1, 100000) n`.execute(db);

async function ticksDuring(run: () => Promise<unknown>): Promise<[ms: number, ticks: number]> {
  let ticks = 0;
  const timer = setInterval(() => (ticks += 1), TICK_MS);
  const started = performance.now();
  await run();
  clearInterval(timer);
  return [performance.now() - started, ticks];
}
