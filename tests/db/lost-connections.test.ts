import { deepEqual, equal, match } from 'node:assert/strict';
import { sql } from 'kysely';
import { pino } from 'pino';
import { inject, test } from 'vitest';
import { createDb, type OpenDatabase } from '../../packages/api/src/db/create-db.ts';
import { isTransient } from '../../packages/api/src/db/database-errors.ts';
import type { Db, Trx } from '../../packages/api/src/db/database.ts';
import { readEnv } from '../../packages/api/src/env.ts';
import { createTestDatabase } from '../support/database.ts';
import { TcpProxy } from '../support/tcp-proxy.ts';

const openServer = (env: Record<string, string>): OpenDatabase =>
  createDb(readEnv(env), pino({ level: 'silent' }), (cause) => {
    throw cause;
  });

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
    const { db, close } = openServer(database.env);
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

/** A demoted primary goes on answering, and every connection of the pool leads to it. */
test.skipIf(inject('postgresUrl') === null)(
  'one statement that finds the server read-only makes every older connection leave',
  async () => {
    await using database = await createTestDatabase('server');
    const { db, close } = openServer(database.env);
    const name = sql.raw(new URL(database.env['DATABASE_URL'] ?? '').pathname.slice(1));
    try {
      await sql`create table t (n int)`.execute(db);
      await sql`alter database ${name} set default_transaction_read_only = on`.execute(db);
      // Nine connections that see a read-only server.
      await Promise.all(Array.from({ length: 9 }, () => sql`select pg_sleep(0.2)`.execute(db)));
      await db.connection().execute(async (writable) => {
        await sql`set default_transaction_read_only = off`.execute(writable);
        await sql`alter database ${name} set default_transaction_read_only = off`.execute(writable);
      });
      const tries: boolean[] = [];
      for (let nth = 0; nth < 10; nth += 1) {
        const failed = await sql`insert into t values (1)`.execute(db).then(
          () => null,
          (cause: unknown) => cause,
        );
        if (failed !== null) equal(isTransient(failed), true);
        tries.push(failed === null);
      }
      equal(tries.filter((stored) => !stored).length <= 1, true, `stored: ${tries.join(' ')}`);
    } finally {
      await close();
    }
  },
);

test.skipIf(inject('postgresUrl') === null)(
  'a server that falls silent: the statement fails, for now, and the next goes over another connection',
  async () => {
    await using database = await createTestDatabase('server');
    const url = new URL(database.env['DATABASE_URL'] ?? '');
    await using proxy = await TcpProxy.start(url.href);
    url.host = new URL(proxy.url).host;
    const { db, close } = openServer({ ...database.env, DATABASE_URL: url.href });
    try {
      await sql`select 1`.execute(db);
      proxy.halfOpen();
      equal(isTransient(await sql`select 1`.execute(db).catch((cause: unknown) => cause)), true);
      equal((await sql`select 1`.execute(db)).rows.length, 1);
      // In a transaction no rollback is waited for on the mute line.
      const cutWithin = db.transaction().execute(async (trx) => {
        await sql`select 1`.execute(trx);
        proxy.halfOpen();
        await sql`select 1`.execute(trx);
      });
      equal(isTransient(await cutWithin.catch((cause: unknown) => cause)), true);
    } finally {
      await close();
    }
  },
);

/** Statements that come again and again are prepared, and Postgres does not change what a prepared one returns. */
test.skipIf(inject('postgresUrl') === null)(
  'a prepared statement that the schema has outgrown fails once, not for as long as its connection lives',
  async () => {
    await using database = await createTestDatabase('server');
    const { db, close } = openServer(database.env);
    const ask = async () => (await sql`select * from t where n = ${1}`.execute(db)).rows;
    try {
      await sql`create table t as select 1 as n`.execute(db);
      for (let n = 0; n < 5; n += 1) deepEqual(await ask(), [{ n: 1 }]);
      await sql`alter table t add column m int`.execute(db);
      match(String(await ask().catch((cause: unknown) => cause)), /cached plan/);
      deepEqual(await ask(), [{ n: 1, m: null }]);
    } finally {
      await close();
    }
  },
);
