import { sql, type Insertable } from 'kysely';
import { pino } from 'pino';
import { describe, expect, inject, test } from 'vitest';
import { v7 as uuidv7 } from 'uuid';
import { createDb, type OpenDatabase } from '../../packages/api/src/db/create-db.ts';
import type { Database, Db } from '../../packages/api/src/db/database.ts';
import { migrateToLatest } from '../../packages/api/src/db/migrate.ts';
import { inProject } from '../../packages/api/src/db/scope.ts';
import { readEnv } from '../../packages/api/src/env.ts';
import { createTestDatabase, testDatabases, type DatabaseKind, type TestDatabase } from '../support/database.ts';
import { migrateAsOlder } from './older-version.ts';

/** The embedded database starts from nothing here. */
const FROM_NOTHING_MS = 90_000;

type Opened = OpenDatabase & AsyncDisposable;
function open({ env }: TestDatabase): Opened {
  const opened = createDb(readEnv(env), pino({ level: 'silent' }), (cause) => {
    throw cause;
  });
  return { ...opened, [Symbol.asyncDispose]: opened.close };
}

interface Visitor {
  id: string;
  project: string;
  token: string;
}

/** Somebody who has been here with a version that knew of no sessions, and kept all of a page's address. */
async function visitorOfBefore(db: Db, { daysAgo = 0 } = {}): Promise<Visitor> {
  const [id, project, token] = [uuidv7(), uuidv7(), `token-${uuidv7()}`];
  await sql`with inbox as (insert into stream (kind) values ('inbox') returning id)
    insert into project (id, name, key, inbox_stream_id) select ${project}, 'Shop', ${project}, id from inbox`.execute(
    db,
  );
  const page = JSON.stringify({ url: 'https://shop.example/cart?token=secret#top', title: 'Cart' });
  await sql`insert into visitor (id, project_id, token_hash, page, last_seen_at) values
    (${id}, ${project}, ${token}, ${page}::jsonb, now() - make_interval(days => ${daysAgo}::int))`.execute(db);
  return { id, project, token };
}

/** With a file that lies there. */
async function conversationOf(db: Db, { id, project }: Visitor): Promise<{ conversationId: string; file: File }> {
  const conversationId = uuidv7();
  const stream = sql`(select id from event_stream)`;
  await sql`with event_stream as (insert into stream (kind) values ('conversation') returning id),
      notes as (insert into stream (kind) values ('notes') returning id)
    insert into conversation (id, project_id, visitor_id, stream_id, notes_stream_id, inbox_stream_id)
    select ${conversationId}::uuid, ${project}::uuid, ${id}::uuid, ${stream}, (select id from notes), inbox_stream_id
    from project where id = ${project}`.execute(db);
  const file = { conversation_id: conversationId, project_id: project, sender_kind: 'visitor', sender_id: id } as const;
  return { conversationId, file: { ...file, name: 'a.txt', declared_type: '', size: 20_000 } };
}
type File = Omit<Insertable<Database['attachment']>, 'id'>;

const names = async (db: Db): Promise<string[]> => {
  const { rows } = await sql<{ name: string }>`select name from kysely_migration`.execute(db);
  return rows.map(({ name }) => name);
};

async function upgradable(kind: DatabaseKind): Promise<TestDatabase> {
  const database = await createTestDatabase(kind, { fromNothing: true });
  await using older = open(database);
  await migrateAsOlder(older.db, '0009_doors');
  return database;
}

describe.each(testDatabases())('an upgrade on %s', (kind) => {
  test(
    'whoever was here lately has a session, and no page has its query',
    async () => {
      await using database = await upgradable(kind);
      await using opened = open(database);
      const { db } = opened;
      const lately = await visitorOfBefore(db);
      const longAgo = await visitorOfBefore(db, { daysAgo: 40 });
      await migrateToLatest(db);
      const { rows: pages } = await sql<{ url: string }>`select distinct page ->> 'url' as url from visitor`.execute(
        db,
      );
      expect(pages).toEqual([{ url: 'https://shop.example/cart' }]);
      const tokens = await db
        .selectFrom('visitor_token as t')
        .innerJoin('visitor_session as s', 's.id', 't.session_id')
        .select(['s.visitor_id', 't.token_hash'])
        .execute();
      expect(tokens).toEqual([{ visitor_id: lately.id, token_hash: lately.token }]);
      // An older node goes on beside this one.
      const next = JSON.stringify({ url: 'https://shop.example/pay?card=4111', title: 'Pay' });
      await sql`update visitor set page = ${next}::jsonb where id = ${longAgo.id}`.execute(db);
      await visitorOfBefore(db);
      const { rows: left } = await sql`select page from visitor where page ->> 'url' ~ '[?#]'`.execute(db);
      expect(left).toEqual([]);
    },
    FROM_NOTHING_MS,
  );

  test(
    'one that broke in an index goes on, and what it has left is built anew',
    async () => {
      await using database = await createTestDatabase(kind, { fromNothing: true });
      await using opened = open(database);
      const { db } = opened;
      await migrateAsOlder(db, '0027_visitors_of_before');
      await sql`create index call_alias_call on call_alias (call_id)`.execute(db);
      await sql`update pg_index set indisvalid = false where indexrelid = 'call_alias_call'::regclass`.execute(db);
      expect((await migrateToLatest(db)).slice(0, 2)).toEqual(['0028_indexes', '0029_inbox_key']);
      const { rows } = await sql`select indexrelid::regclass::text from pg_index where not indisvalid`.execute(db);
      expect(rows).toEqual([]);
    },
    FROM_NOTHING_MS,
  );
});

describe.skipIf(inject('postgresUrl') === null)('an upgrade beside nodes that serve', () => {
  /** Until the upgrade waits for a lock that somebody has. */
  const isWaiting = (db: Db) =>
    expect
      .poll(
        async () => {
          const { rows } = await sql`select from pg_locks l join pg_stat_activity a using (pid)
            where not l.granted and a.datname = current_database()`.execute(db);
          return rows.length;
        },
        { timeout: 20_000, interval: 20 },
      )
      .toBeGreaterThan(0);

  /** What the upgrade changes in a visitor takes until this transaction ends, however few there are. */
  async function whileVisitorsTakeLong(db: Db, act: (trx: Db) => Promise<void>): Promise<void> {
    await visitorOfBefore(db);
    await sql`create function slow() returns trigger language plpgsql as $$
      begin perform pg_advisory_xact_lock_shared(1); return new; end $$`.execute(db);
    await sql`create trigger slow before update on visitor for each row execute function slow()`.execute(db);
    await db.transaction().execute(async (trx) => {
      await sql`select pg_advisory_xact_lock(1)`.execute(trx);
      await act(trx);
    });
  }

  test('what takes long keeps nobody out: each migration is done when its own work is', async () => {
    await using database = await upgradable('server');
    await using upgrading = open(database);
    await using serving = open(database);
    let running: Promise<string[]> | undefined;
    await whileVisitorsTakeLong(serving.db, async (trx) => {
      running = migrateToLatest(upgrading.db);
      await isWaiting(trx);
      expect(await names(serving.db)).toContain('0016_identity');
      // Projects, visitors and streams are as free as ever.
      await visitorOfBefore(serving.db);
    });
    expect(await running).toContain('0029_inbox_key');
  });

  test('until the last is done, older nodes write behind their wall what triggers make of it', async () => {
    await using database = await createTestDatabase('server', { fromNothing: true });
    await using upgrading = open(database);
    await using serving = open(database);
    await using owner = open(database);
    await migrateAsOlder(owner.db, '0020_reset_link_maker');
    const visitor = await visitorOfBefore(owner.db);
    const { conversationId, file } = await conversationOf(owner.db, visitor);
    const [before, gone] = [uuidv7(), uuidv7()];
    await owner.db
      .insertInto('attachment')
      .values([before, gone].map((id) => ({ ...file, id })))
      .execute();
    expect(await serving.raiseWall()).toBe('role');
    const older = inProject(serving.db, visitor.project);
    let running: Promise<string[]> | undefined;
    await whileVisitorsTakeLong(owner.db, async (trx) => {
      running = migrateToLatest(upgrading.db);
      await isWaiting(trx);
      expect(await names(owner.db)).toContain('0023_file_usage');
      const [whole, begun] = [uuidv7(), uuidv7()];
      const write = (id: string) => older.insertInto('attachment').values({ ...file, id });
      await older.deleteFrom('attachment').where('id', '=', gone).execute();
      for (const id of [whole, begun]) await write(id).execute();
      await older.updateTable('attachment').set({ thumb_size: 100 }).where('id', '=', whole).execute();
      await older.deleteFrom('attachment').where('id', '=', begun).execute();
      const page = JSON.stringify({ url: 'https://shop.example/?token=secret', title: 'Shop' });
      await sql`insert into visitor (id, project_id, token_hash, page)
        values (${uuidv7()}, ${visitor.project}, ${uuidv7()}, ${page}::jsonb)`.execute(older);
    });
    await running;
    const usage = await older.selectFrom('file_usage').selectAll().execute();
    expect(usage).toEqual([{ project_id: visitor.project, bytes: 2 * 20_000 + 100 }]);
    expect(
      await older.selectFrom('attachment').where('conversation_id', '=', conversationId).select('id').execute(),
    ).toHaveLength(2);
  });

  test('a table in somebody’s hands is waited for, and nobody waits behind that', async () => {
    await using database = await upgradable('server');
    await using upgrading = open(database);
    await using serving = open(database);
    const migrated = await serving.db.transaction().execute(async (trx) => {
      await sql`select from visitor`.execute(trx);
      const running = migrateToLatest(upgrading.db);
      // Each waits for less than a node lets its statements wait.
      for (let nth = 0; nth < 3; nth += 1) {
        await isWaiting(trx);
        await visitorOfBefore(serving.db);
      }
      expect(await names(serving.db)).not.toContain('0013_second_wall');
      return { running };
    });
    expect((await migrated.running)[0]).toBe('0013_second_wall');
  });

  test('nodes that start at once each wait for the other, and every migration runs once', async () => {
    await using database = await upgradable('server');
    await using one = open(database);
    await using other = open(database);
    await visitorOfBefore(one.db);
    const ran = (await Promise.all([one, other].map(({ db }) => migrateToLatest(db)))).flat();
    expect(ran.toSorted()).toEqual([...new Set(ran)].toSorted());
    expect((await names(one.db)).filter((name) => name > '0009_doors').toSorted()).toEqual(ran.toSorted());
  });

  test('an index that waits for an older node, which waits for its turn, lets it go first', async () => {
    await using database = await upgradable('server');
    await using upgrading = open(database);
    await using older = open(database);
    let both: Promise<unknown>[] = [];
    await whileVisitorsTakeLong(older.db, async (trx) => {
      const running = migrateToLatest(upgrading.db);
      await isWaiting(trx);
      // As Kysely takes it, in a statement that has a snapshot.
      const turn = older.db.connection().execute(async (connection) => {
        for (const limit of ['lock_timeout = 0', 'statement_timeout = 0', `deadlock_timeout = '1h'`])
          await sql`set ${sql.raw(limit)}`.execute(connection);
        await sql`select pg_advisory_lock(${sql.lit(KYSELYS_LOCK)})`.execute(connection);
        await sql`select pg_advisory_unlock(${sql.lit(KYSELYS_LOCK)})`.execute(connection);
      });
      both = [running, turn];
      const waiting = sql`select from pg_locks where locktype = 'advisory' and not granted
        and database = (select oid from pg_database where datname = current_database())`;
      await expect.poll(async () => (await waiting.execute(trx)).rows.length).toBe(2);
    });
    expect((await Promise.all(both))[0]).toContain('0028_indexes');
  });
});

const KYSELYS_LOCK = '3853314791062309107';
