import { deepEqual, equal } from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { sql } from 'kysely';
import { pino } from 'pino';
import { describe, inject, test } from 'vitest';
import { createDb, type OpenDatabase } from '../../packages/api/src/db/create-db.ts';
import { dumpSchema, SCHEMA_FILE } from '../../packages/api/src/db/dump-schema.ts';
import { migrateToLatest } from '../../packages/api/src/db/migrate.ts';
import { readEnv } from '../../packages/api/src/env.ts';
import { createTestDatabase, testDatabases, type TestDatabase } from '../support/database.ts';
import { startServerProcess } from '../support/server-process.ts';

const open = ({ env }: TestDatabase): OpenDatabase =>
  createDb(readEnv(env), pino({ level: 'silent' }), (cause) => {
    throw cause;
  });

describe.each(testDatabases())('the schema on %s', (kind) => {
  test('migrations from zero make the committed schema.sql, and a second run does nothing', async () => {
    await using database = await createTestDatabase(kind);
    const { db, close } = open(database);
    try {
      const ran = await migrateToLatest(db);
      deepEqual(ran, ran.toSorted(), 'in order of name');
      equal(await dumpSchema(db), await readFile(SCHEMA_FILE, 'utf8'), 'run `npm run schema -w packages/api`');
      deepEqual(await migrateToLatest(db), []);
    } finally {
      await close();
    }
  });
});

describe.skipIf(inject('postgresUrl') === null)('several nodes on one server', () => {
  test('two nodes that start at once on an empty database both come up', async () => {
    await using database = await createTestDatabase('server');
    const starting = [startServerProcess(database), startServerProcess(database)];
    await using nodes = new AsyncDisposableStack();
    for (const node of await Promise.all(starting)) nodes.use(node);
    const [one, other] = await Promise.all(starting);
    if (one === undefined || other === undefined) throw new Error('two were started');
    for (const { url } of [one, other]) equal((await fetch(`${url}/readyz`)).status, 200);
    const migrated = [one, other].flatMap((node) => node.logs()).filter((line) => line.includes('"database migrated"'));
    equal(migrated.length, 1, 'one of them migrated');
  });

  test('a node waits for another’s migration, however long that takes', async () => {
    await using database = await createTestDatabase('server');
    const slow = open(database);
    const waiting = open(database);
    try {
      // Kysely's lock, held by a migration that takes longer than any statement of ours may.
      const held = Promise.withResolvers<void>();
      const done = Promise.withResolvers<void>();
      const migrating = slow.db.transaction().execute(async (trx) => {
        await sql`set local idle_in_transaction_session_timeout = 0`.execute(trx);
        await sql`select pg_advisory_xact_lock(${sql.lit(MIGRATION_LOCK)})`.execute(trx);
        held.resolve();
        await done.promise;
      });
      await held.promise;
      const migrated = migrateToLatest(waiting.db);
      const first = await Promise.race([migrated.catch((cause: unknown) => cause), timeoutsHavePassed(slow.db)]);
      done.resolve();
      await migrating;
      equal(first, 'passed');
      equal((await migrated).length > 0, true);
    } finally {
      await slow.close();
      await waiting.close();
    }
  });
});

/** PostgresAdapter's, by kysely. */
const MIGRATION_LOCK = '3853314791062309107';

/** By the server's own clock, which is the one that would cut a waiting statement after five seconds. */
async function timeoutsHavePassed(db: OpenDatabase['db']): Promise<'passed'> {
  for (let naps = 0; naps < 2; naps += 1) await sql`select pg_sleep(3)`.execute(db);
  return 'passed';
}
