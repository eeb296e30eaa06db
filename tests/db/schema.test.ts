import { deepEqual, equal, rejects } from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { sql } from 'kysely';
import { pino } from 'pino';
import { describe, inject, test } from 'vitest';
import { createDb, type OpenDatabase } from '../../packages/api/src/db/create-db.ts';
import { dumpSchema, SCHEMA_FILE } from '../../packages/api/src/db/dump-schema.ts';
import { migrateToLatest } from '../../packages/api/src/db/migrate.ts';
import { readEnv } from '../../packages/api/src/env.ts';
import { createTestDatabase, testDatabases, type TestDatabase } from '../support/database.ts';
import { overHttp } from '../support/api-client.ts';
import { createProject, registerOperator, say, visit } from '../support/people.ts';
import { startServerProcess } from '../support/server-process.ts';

const open = ({ env }: TestDatabase): OpenDatabase =>
  createDb(readEnv(env), pino({ level: 'silent' }), (cause) => {
    throw cause;
  });

/** Here alone the embedded database starts from nothing, with seconds of work for the processor. */
const FIRST_START_MS = 90_000;

describe.each(testDatabases())('the schema on %s', (kind) => {
  test(
    'migrations from zero make the committed schema.sql, and a second run does nothing',
    async () => {
      await using database = await createTestDatabase(kind, { fromNothing: true });
      const { db, close } = open(database);
      try {
        const ran = await migrateToLatest(db);
        equal(ran[0], '0001_initial');
        deepEqual(ran, ran.toSorted(), 'in order of name');
        equal(await dumpSchema(db), await readFile(SCHEMA_FILE, 'utf8'), 'run `npm run schema -w packages/api`');
        deepEqual(await migrateToLatest(db), []);
      } finally {
        await close();
      }
    },
    FIRST_START_MS,
  );
});

describe.each(testDatabases())('a rolling deploy on %s: the database is newer than this node', (kind) => {
  test('a migration that only adds: the older node starts, serves, and leaves it alone', async () => {
    await using database = await createTestDatabase(kind);
    const { db, close } = open(database);
    await migrateToLatest(db);
    await sql`alter table stream add column later text`.execute(db);
    await applied(db, '9998_later');
    deepEqual(await migrateToLatest(db), []);
    await close();
    await using older = await startServerProcess(database);
    const operator = await registerOperator(older.url);
    const { key } = await createProject(older.url, operator);
    const visitor = await visit(older.url, key);
    equal((await say(overHttp(older.url, visitor.params), visitor.conversationId, 'hello')).seq, 1);
  });

  test('a migration that takes something away stops the older node, by name', async () => {
    await using database = await createTestDatabase(kind);
    const { db, close } = open(database);
    try {
      await migrateToLatest(db);
      await applied(db, '9999_contract_stream');
      await rejects(migrateToLatest(db), /too new .* 9999_contract_stream/);
    } finally {
      await close();
    }
  });
});

/** As a newer version's migrator notes it. */
async function applied(db: OpenDatabase['db'], name: string): Promise<void> {
  await sql`insert into kysely_migration (name, timestamp) values (${name}, ${new Date().toISOString()})`.execute(db);
}

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

/** By the server's own clock, which is the one that would cut a waiting statement after three seconds. */
async function timeoutsHavePassed(db: OpenDatabase['db']): Promise<'passed'> {
  for (let naps = 0; naps < 3; naps += 1) await sql`select pg_sleep(2)`.execute(db);
  return 'passed';
}
