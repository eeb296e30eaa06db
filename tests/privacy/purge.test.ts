import { sql } from 'kysely';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { v7 as uuidv7 } from 'uuid';
import { createDb, type OpenDatabase } from '../../packages/api/src/db/create-db.ts';
import type { Db, Trx } from '../../packages/api/src/db/database.ts';
import { migrateToLatest } from '../../packages/api/src/db/migrate.ts';
import { readEnv } from '../../packages/api/src/env.ts';
import { findSaid } from '../../packages/api/src/event-log/read-events.ts';
import {
  NO_POINTERS,
  pointersNaming,
  pointersTo,
  type Pointers,
} from '../../packages/api/src/privacy/named-pointers.queries.ts';
import { PURGE_AFTER_MS, purgeBatch } from '../../packages/api/src/privacy/purge.queries.ts';
import { createTestDatabase, testDatabases, type TestDatabase } from '../support/database.ts';

/** Without a server, whose sweeper would do it: here each batch is looked at. */
describe.each(testDatabases())('what is erased goes in order, on %s', (kind) => {
  let database: TestDatabase;
  let opened: OpenDatabase;
  let projectId: string;
  let inboxId: number;
  beforeAll(async () => {
    database = await createTestDatabase(kind);
    opened = createDb(readEnv(database.env), pino({ level: 'silent' }), (cause) => {
      throw cause;
    });
    await migrateToLatest(opened.db);
    inboxId = await stream('inbox', 100);
    projectId = uuidv7();
    await opened.db
      .insertInto('project')
      .values({ id: projectId, name: 'Shop', key: projectId, allowed_origins: [], inbox_stream_id: inboxId })
      .execute();
  });
  afterAll(async () => {
    await opened.close();
    await database[Symbol.asyncDispose]();
  });

  /** With so many events, one for each hour up to now. */
  async function stream(of: 'inbox' | 'conversation', events: number): Promise<number> {
    const { rows } = await sql<{ id: number }>`
      insert into stream (kind, last_seq) values (${of}, ${events}) returning id`.execute(opened.db);
    const id = rows[0]?.id ?? 0;
    await sql`
      insert into event (stream_id, seq, id, type, actor, at, body)
      select ${id}::bigint, n, gen_random_uuid(), 'message', '{"kind": "system"}',
             now() - make_interval(hours => ${events}::int - n), '{}' from generate_series(1, ${events}::int) n`.execute(
      opened.db,
    );
    return id;
  }

  async function erasure(order: { byRule: boolean; hoursAgo: number; pointers?: boolean }): Promise<string> {
    const id = uuidv7();
    await opened.db
      .insertInto('erasure')
      .values({
        id,
        project_id: projectId,
        visitor_ids: [],
        by_rule: order.byRule,
        created_at: new Date(Date.now() - order.hoursAgo * 3_600_000),
        steps: 1,
        pointers_from: 0,
        pointers_to: order.pointers === true ? 100 : 0,
      })
      .execute();
    await opened.db
      .insertInto('erased_stream')
      .values({ stream_id: await stream('conversation', 5), erasure_id: id })
      .execute();
    return id;
  }

  const batch = (): Promise<boolean> =>
    opened.db.transaction().execute((trx) => purgeBatch(trx, new Date(Date.now() + PURGE_AFTER_MS)));

  test('[PR1] what a person has asked for before what a rule has found, what was said before pointers to it', async () => {
    const rule = await erasure({ byRule: true, hoursAgo: 3 });
    const first = await erasure({ byRule: false, hoursAgo: 2, pointers: true });
    const second = await erasure({ byRule: false, hoursAgo: 1 });
    const order: string[] = [];
    for (let more = await state(); more.length > 0; more = await state()) {
      await batch();
      const after = await state();
      order.push(...more.filter((one) => !after.includes(one)));
    }
    expect(order).toEqual([
      `events ${first}`,
      `events ${second}`,
      `pointers ${first}`,
      `row ${first}`,
      `row ${second}`,
      `events ${rule}`,
      `row ${rule}`,
    ]);
    expect(await batch()).toBe(false);
  });

  test('[PR1] what it has said is found by nobody, though it is still there, and a node still knows the number of its stream', async () => {
    const id = await stream('conversation', 1);
    const said = uuidv7();
    await sql`update event set client_id = ${said} where stream_id = ${id}`.execute(opened.db);
    const find = () => findSaid(opened.db, { id, kind: 'conversation' }, said);
    expect(await find()).not.toBeNull();
    await opened.db.deleteFrom('stream').where('id', '=', id).execute();
    expect(await find()).toBeNull();
    const { rows } = await sql`select from event where client_id = ${said}`.execute(opened.db);
    expect(rows).toHaveLength(1);
  });

  /** What is still to be done. */
  async function state(): Promise<string[]> {
    const { rows } = await sql<{ what: string }>`
      select 'row ' || id as what from erasure
      union all select 'events ' || erasure_id from erased_stream
      union all select 'pointers ' || id from erasure where pointers_from < pointers_to`.execute(opened.db);
    return rows.map(({ what }) => what);
  }

  describe('the part of an inbox that is looked through', () => {
    /** Came so many hours ago, and has said something each hour for so long. */
    async function visitor(db: Db, came: number, hours: number): Promise<string> {
      const id = uuidv7();
      const [talk, notes] = [await stream('conversation', hours), await stream('conversation', 0)];
      await sql`update event set at = at - make_interval(hours => ${came - hours}::int) where stream_id = ${talk}`.execute(
        db,
      );
      const [created_at, last_seen_at] = [came, came - hours].map((ago) => new Date(Date.now() - ago * 3_600_000));
      await db
        .insertInto('visitor')
        .values({ id, project_id: projectId, token_hash: id, attributes: '{}', created_at, last_seen_at })
        .execute();
      const refs = { stream_id: talk, notes_stream_id: notes, inbox_stream_id: inboxId };
      await db
        .insertInto('conversation')
        .values({ id: uuidv7(), project_id: projectId, visitor_id: id, created_at, ...refs })
        .execute();
      return id;
    }
    const named = (visitorId: string): Promise<Pointers> =>
      opened.db.transaction().execute((trx) => pointersNaming(trx, inboxId, [visitorId]));

    test('[PR1] begins with his coming and ends with the last that was heard of him', async () => {
      const { from, to } = await named(await visitor(opened.db, 50, 10));
      // One event an hour, of a hundred; and one more on each side, for clocks differ.
      expect(from).toBeLessThanOrEqual(50);
      expect(from).toBeGreaterThan(47);
      expect(to).toBeGreaterThanOrEqual(59);
      expect(to).toBeLessThan(63);
    });

    test('[PR1] [PR3] is there for who has stayed without a conversation of his, and for conversations without their visitors', async () => {
      const id = await visitor(opened.db, 50, 10);
      const conversations = opened.db.selectFrom('conversation').select('id').where('visitor_id', '=', id);
      const conversationIds = (await conversations.execute()).map((row) => row.id);
      const whole = await named(id);
      const rule = (trx: Trx) => pointersTo(trx, inboxId, conversationIds);
      const { visitorIds, from, to } = await opened.db.transaction().execute(rule);
      expect(visitorIds).toEqual([id]);
      expect([from < to, to]).toEqual([true, whole.to]);
      await opened.db.deleteFrom('conversation').where('id', 'in', conversationIds).execute();
      expect(await named(id)).toEqual(whole);
    });

    test('[PR1] is none for who came when no node named anybody any more', async () => {
      await sql`update keeping_turn set inbox_named_until = now() - interval '80 hours'`.execute(opened.db);
      expect(await named(await visitor(opened.db, 50, 10))).toEqual(NO_POINTERS);
      const { from, to } = await named(await visitor(opened.db, 95, 90));
      expect([from < to, to < 25]).toEqual([true, true]);
    });
  });
});
