import { equal } from 'node:assert/strict';
import { sql } from 'kysely';
import { pino } from 'pino';
import { inject, test } from 'vitest';
import { createDb } from '../../packages/api/src/db/create-db.ts';
import { isTransient } from '../../packages/api/src/db/database-errors.ts';
import type { Db, Trx } from '../../packages/api/src/db/database.ts';
import { readEnv } from '../../packages/api/src/env.ts';
import { createTestDatabase } from '../support/database.ts';

/** What Postgres does to a connection in a failover, a restart, or by an administrator's hand. */
async function cut(db: Db, trx: Trx): Promise<void> {
  const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(trx);
  await sql`select pg_terminate_backend(${rows[0]?.pid}, 5000)`.execute(db);
}

/** An `error` event that nobody listens to ends a server; here vitest reports it as unhandled, and fails. */
test.skipIf(inject('postgresUrl') === null)(
  'a connection that is cut within a transaction ends that transaction, for now, and nothing else',
  async () => {
    await using database = await createTestDatabase('server');
    const { db, close } = createDb(readEnv(database.env), pino({ level: 'silent' }), (cause) => {
      throw cause;
    });
    try {
      const between = db.transaction().execute(async (trx) => {
        await cut(db, trx);
        await sql`select 1`.execute(trx);
      });
      equal(isTransient(await between.catch((cause: unknown) => cause)), true, 'between two statements');

      const within = db
        .transaction()
        .execute((trx) => sql`select pg_terminate_backend(pg_backend_pid(), 5000)`.execute(trx));
      equal(isTransient(await within.catch((cause: unknown) => cause)), true, 'within a statement');

      equal((await sql`select 1`.execute(db)).rows.length, 1, 'the next query has a connection');
    } finally {
      await close();
    }
  },
);
