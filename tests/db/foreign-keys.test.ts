import { sql } from 'kysely';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { createDb } from '../../packages/api/src/db/create-db.ts';
import { migrateToLatest } from '../../packages/api/src/db/migrate.ts';
import { readEnv } from '../../packages/api/src/env.ts';
import { createTestDatabase } from '../support/database.ts';

/** Keys whose columns no index begins with, and why the deletion of what they point to may read the whole table. */
const WITHOUT: Record<string, string> = {};

test('what points to a row is found by an index, or its deletion would read all that might', async () => {
  await using database = await createTestDatabase('embedded');
  const { db, close } = createDb(readEnv(database.env), pino({ level: 'silent' }), (cause) => {
    throw cause;
  });
  try {
    await migrateToLatest(db);
    const { rows } = await sql<{ key: string; count: number }>`
      select k.conname as key from pg_constraint k where k.contype = 'f' and not exists (
        select from pg_index i where i.indrelid = k.conrelid and i.indisvalid
          and (i.indkey::int2[])[0:cardinality(k.conkey) - 1] @> k.conkey
          -- A key looks for a value, so an index of those that have one has all that it looks for.
          and (i.indpred is null or pg_get_expr(i.indpred, i.indrelid) = (
            select '(' || a.attname || ' IS NOT NULL)' from pg_attribute a
            where a.attrelid = k.conrelid and a.attnum = k.conkey[1])))
      order by 1`.execute(db);
    expect(rows.map(({ key }) => key)).toEqual(Object.keys(WITHOUT));
    const { rows: all } = await sql`select from pg_constraint where contype = 'f'`.execute(db);
    expect(all.length).toBeGreaterThan(20);
  } finally {
    await close();
  }
});
