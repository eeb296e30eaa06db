import { deepEqual, ok } from 'node:assert/strict';
import { sql } from 'kysely';
import { describe, inject, test } from 'vitest';
import type { Trx } from '../../packages/api/src/db/database.ts';
import { appendEvents } from '../../packages/api/src/event-log/append-events.ts';
import { message } from './items.ts';
import { createLogWorld } from './log-world.ts';
import { realLog } from './real-log.ts';

/** With so many streams a planner that expects to need a hundred reads them all. */
const STREAMS = 10_000;
/** Past the uses that get a statement its name, and past the five plans that Postgres makes before it keeps one. */
const APPENDS = 12;

describe.skipIf(inject('postgresUrl') === null)('the statement that writes the log', () => {
  test('[EL2] reads no table as a whole, and is planned once', async () => {
    await using world = await createLogWorld('server', realLog);
    const { db } = world;
    const [conversation] = (await world.newProject(1)).conversations;
    if (conversation === undefined) throw new Error('no conversation');
    await sql`insert into stream (kind, last_seq) select 'notes', 0 from generate_series(1, ${STREAMS}::int)`.execute(
      db,
    );
    await sql`analyze stream`.execute(db);

    await db.transaction().execute(async (trx) => {
      const before = await scans(trx);
      for (let n = 0; n < APPENDS; n += 1) await appendEvents(trx, [message(conversation)]);
      deepEqual(await scans(trx), before);
      const { rows: kept } = await sql<{ plans: number }>`
        select generic_plans as plans from pg_prepared_statements where statement like '%jsonb_to_recordset%'`.execute(
        trx,
      );
      ok(kept.some(({ plans }) => plans > 0));
    });
  });
});

/** How often each table was read as a whole, on this connection. */
async function scans(trx: Trx): Promise<unknown[]> {
  const { rows } = await sql`
    select relname as table, seq_scan as scans from pg_stat_xact_user_tables
    where relname in ('stream', 'event') order by relname`.execute(trx);
  return rows;
}
