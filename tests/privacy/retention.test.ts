import { sql } from 'kysely';
import { afterAll, beforeEach, beforeAll, describe, expect, test } from 'vitest';
import type { ProjectView } from '@parley/api/contract/views';
import { addMember } from '../access/cast.ts';
import { overHttp, refusal } from '../support/api-client.ts';
import { testDatabases } from '../support/database.ts';
import { startFresh, type InProcessServer } from '../support/in-process-server.ts';
import { createProject, registerOperator, say, visit, type TestOperator, type TestVisitor } from '../support/people.ts';
import { v7 as uuidv7 } from 'uuid';
import { conversationItem } from '../../packages/api/src/conversation/conversation-item.ts';
import { findConversation } from '../../packages/api/src/conversation/conversation.queries.ts';
import { acrossProjects, inProject } from '../../packages/api/src/db/scope.ts';
import { appendEvents } from '../../packages/api/src/event-log/append-events.ts';
import { touchVisitorSessions } from '../../packages/api/src/access/visitor-session.queries.ts';
import { applyRules } from '../../packages/api/src/privacy/apply-rules.ts';
import { asOwner } from '../support/as-owner.ts';
import { RawSocket } from '../support/raw-socket.ts';
import { whereIs } from '../support/search-database.ts';

describe.each(testDatabases())('rules for keeping on %s', (kind) => {
  let server: InProcessServer;
  let owner: TestOperator;
  let project: ProjectView;
  beforeAll(async () => {
    server = await startFresh(kind);
    owner = await registerOperator(server.url, 'Olga');
  });
  beforeEach(async () => {
    project = await createProject(server.url, owner);
  });
  afterAll(() => server[Symbol.asyncDispose]());

  const desk = () => overHttp(server.url, owner.params);
  const db = () => acrossProjects(server.running.services.db);
  const rules = (closedAfterDays: number | null, anonymousAfterDays: number | null) => ({
    projectId: project.id,
    closedAfterDays,
    anonymousAfterDays,
  });

  /** Somebody whose last word, of `messages`, was so many days ago. */
  async function past(daysAgo: number, status: 'open' | 'closed', name?: string, messages = 2): Promise<TestVisitor> {
    const visitor = await visit(server.url, project.key, name === undefined ? undefined : { name });
    const { conversationId } = visitor;
    for (let nth = 0; nth < messages; nth += 1)
      await say(overHttp(server.url, visitor.params), conversationId, `from ${visitor.id}`);
    if (status === 'closed') await desk().conversation.setStatus.mutate({ conversationId, status });
    await notSeenFor(visitor.id, daysAgo);
    return visitor;
  }

  async function notSeenFor(visitorId: string, days: number): Promise<void> {
    const at = new Date(Date.now() - days * 24 * 60 * 60_000);
    await db().updateTable('conversation').set({ activity_at: at }).where('visitor_id', '=', visitorId).execute();
    await db().updateTable('visitor').set({ last_seen_at: at, created_at: at }).where('id', '=', visitorId).execute();
    await db().updateTable('visitor_session').set({ used_at: at }).where('visitor_id', '=', visitorId).execute();
  }

  const sessionsOf = async (visitorId: string): Promise<string[]> => {
    const rows = await db().selectFrom('visitor_session').select('id').where('visitor_id', '=', visitorId).execute();
    return rows.map(({ id }) => id);
  };

  const left = async (): Promise<string[]> => {
    const { rows } = await sql<{ id: string }>`select id from conversation where project_id = ${project.id}`.execute(
      db(),
    );
    return rows.map(({ id }) => id);
  };

  test('[PR3] nothing goes while no owner has set a rule', async () => {
    expect(await desk().privacy.retention.query({ projectId: project.id })).toEqual({
      closedAfterDays: null,
      anonymousAfterDays: null,
    });
    const ancient = await past(3_000, 'closed');
    // Another project's rule, and its effect, are there to wait for.
    const ruled = await createProject(server.url, owner);
    const here = project;
    project = ruled;
    await past(10, 'closed', 'Vera');
    await desk().privacy.setRetention.mutate(rules(5, null));
    await expect.poll(left, { timeout: 20_000 }).toEqual([]);
    project = here;
    expect(await left()).toEqual([ancient.conversationId]);
  });

  test('[PR3] a dry run counts what would go, and touches nothing; the rule then takes exactly that', async () => {
    const old = await past(400, 'closed', 'Vera', 3);
    const young = await past(300, 'closed', 'Willy');
    const open = await past(400, 'open', 'Xenia');
    const nobody = await past(100, 'open', undefined, 5);
    const newcomer = await past(10, 'closed');
    const preview = await desk().privacy.previewRetention.query(rules(365, 90));
    expect(preview).toEqual({ conversations: 2, messages: 8, visitors: 1 });
    expect(await left()).toHaveLength(5);
    await desk().privacy.setRetention.mutate(rules(365, 90));
    const kept = [young, open, newcomer].map(({ conversationId }) => conversationId);
    await expect.poll(async () => (await left()).toSorted(), { timeout: 20_000 }).toEqual(kept.toSorted());
    await expect.poll(() => desk().privacy.erasures.query({ projectId: project.id }), { timeout: 20_000 }).toEqual([]);
    expect(await whereIs(db(), `from ${old.id}`)).toEqual([]);
    // Vera herself stays: only her old conversation was to go. Who was nobody is gone as a whole.
    expect((await whereIs(db(), old.id)).length).toBeGreaterThan(0);
    expect(await whereIs(db(), nobody.id)).toEqual([]);
    expect(await desk().privacy.previewRetention.query(rules(365, 90))).toEqual({
      conversations: 0,
      messages: 0,
      visitors: 0,
    });
    const { items } = await desk().audit.list.query({ projectId: project.id });
    expect(items.filter(({ verb }) => verb === 'retention.ran')).toMatchObject([{ actor: null }]);
  });

  test('[PR3] whose conversation is gone by a rule is not named by the inbox of before either', async () => {
    const vera = await past(400, 'closed', 'Vera');
    const actor = JSON.stringify({ kind: 'visitor', id: vera.id });
    const inbox = sql`(select inbox_stream_id from project where id = ${project.id})`;
    await sql`update event set actor = ${actor}::jsonb where stream_id = ${inbox}`.execute(db());
    const { inbox_named_until: until } = await db()
      .selectFrom('keeping_turn')
      .select('inbox_named_until')
      .executeTakeFirstOrThrow();
    expect(until.getTime()).toBeGreaterThan(Date.now());
    await desk().privacy.setRetention.mutate(rules(365, null));
    await expect.poll(left, { timeout: 20_000 }).toEqual([]);
    await expect.poll(() => desk().privacy.erasures.query({ projectId: project.id }), { timeout: 20_000 }).toEqual([]);
    const { rows } = await sql`
      select from event where stream_id = ${inbox} and actor ->> 'id' = ${vera.id}`.execute(db());
    expect(rows).toEqual([]);
  });

  test('[PR3] who comes back, or says something, is not forgotten', async () => {
    const back = await past(100, 'open');
    await overHttp(server.url, back.params).visitor.start.mutate({});
    expect(await desk().privacy.previewRetention.query(rules(null, 90))).toMatchObject({ visitors: 0 });
  });

  test('[PR3] nor is who has the chat open, or is on the telephone, however old all else of him is', async () => {
    const [reading, talking] = [await past(100, 'open'), await past(100, 'open')];
    const ask = () => desk().privacy.previewRetention.query(rules(null, 90));
    expect(await ask()).toMatchObject({ visitors: 2 });
    // As each node says of what is open there.
    await touchVisitorSessions(db(), await sessionsOf(reading.id));
    expect(await ask()).toMatchObject({ visitors: 1 });
    const callId = uuidv7();
    const device = { ...owner.params, deviceId: uuidv7() };
    const { conversationId } = talking;
    await overHttp(server.url, device).call.start.mutate({ conversationId, callId, media: 'audio' });
    await notSeenFor(talking.id, 100);
    expect(await ask()).toMatchObject({ visitors: 0 });
  });

  test('[PR3] [PR1] whom a rule has erased is out as well where nobody has heard of it', async () => {
    const visitor = await past(100, 'open');
    await using socket = await RawSocket.open({ url: server.url, params: visitor.params });
    await socket.call('query', 'health', undefined);
    await notSeenFor(visitor.id, 100);
    const [ruled] = await db()
      .selectFrom('project')
      .select(['id', 'inbox_stream_id as inboxId'])
      .where('id', '=', project.id)
      .execute();
    if (ruled === undefined) throw new Error('no such project');
    const rule = { ...ruled, closedDays: null, anonymousDays: 90 };
    const gone = await db()
      .transaction()
      .execute((trx) => applyRules(trx, rule, Date.now()));
    expect(gone?.conversationIds).toEqual([visitor.conversationId]);
    expect(await socket.closed).toEqual({ code: 4401, reason: 'UNAUTHENTICATED' });
  });

  test('[PR3] a rule that can’t be applied holds up no other project’s, and not the next look either', async () => {
    const stuck = await past(10, 'closed', 'Stan');
    const root = server.running.services.db;
    await asOwner(
      root,
      sql`create function refuses() returns trigger language plpgsql as $$ begin raise exception 'not this one'; end $$`,
    );
    const when = sql.raw(`old.project_id = '${project.id}'`);
    await asOwner(
      root,
      sql`create trigger refuses before delete on conversation for each row when (${when}) execute function refuses()`,
    );
    await desk().privacy.setRetention.mutate(rules(5, null));
    // Its id is higher: its turn comes later.
    project = await createProject(server.url, owner);
    const due = await past(10, 'closed', 'Dora');
    await desk().privacy.setRetention.mutate(rules(5, null));
    await expect.poll(left, { timeout: 20_000 }).not.toContain(due.conversationId);
    const looked = () => db().selectFrom('keeping_turn').select('retention_at').executeTakeFirstOrThrow();
    await expect.poll(async () => (await looked()).retention_at.getTime()).toBeGreaterThan(0);
    expect(server.logs.join('')).toContain('a rule was not applied');
    await asOwner(root, sql`drop trigger refuses on conversation`);
    await desk().privacy.setRetention.mutate(rules(6, null));
    const stillThere = () =>
      db().selectFrom('conversation').select('id').where('id', '=', stuck.conversationId).execute();
    await expect.poll(stillThere, { timeout: 20_000 }).toEqual([]);
  });

  test('[PR3] what can’t be deleted holds up no rule, nor what else comes of age', async () => {
    const stuck = await past(10, 'closed', 'Stan');
    const over = await visit(server.url, project.key);
    const root = server.running.services.db;
    const { stream_id: streamId } = await db()
      .selectFrom('conversation')
      .select('stream_id')
      .where('id', '=', stuck.conversationId)
      .executeTakeFirstOrThrow();
    await asOwner(
      root,
      sql`create function stays() returns trigger language plpgsql as $$ begin raise exception 'not these'; end $$`,
    );
    const when = sql.raw(`old.stream_id = ${streamId}`);
    await asOwner(
      root,
      sql`create trigger stays before delete on event for each row when (${when}) execute function stays()`,
    );
    await desk().privacy.eraseVisitor.mutate({ projectId: project.id, visitorId: stuck.id });
    await expect.poll(() => server.logs.join(''), { timeout: 20_000 }).toContain('erasing was interrupted');
    const due = await past(10, 'closed', 'Dora');
    const ended = new Date(Date.now() - 1_000);
    await db().updateTable('visitor_session').set({ expires_at: ended }).where('visitor_id', '=', over.id).execute();
    await desk().privacy.setRetention.mutate(rules(5, null));
    await expect.poll(left, { timeout: 20_000 }).not.toContain(due.conversationId);
    await expect.poll(() => sessionsOf(over.id), { timeout: 20_000 }).toEqual([]);
    await asOwner(root, sql`drop trigger stays on event`);
    await expect.poll(() => desk().privacy.erasures.query({ projectId: project.id }), { timeout: 20_000 }).toEqual([]);
  });

  test.skipIf(kind === 'embedded')('[PR3] what is said while the rule looks is not deleted with the rest', async () => {
    const old = await past(400, 'closed', 'Vera');
    const { db: root } = server.running.services;
    const conversation = await findConversation(root, old.conversationId);
    if (conversation === null) throw new Error('no such conversation');
    const body = { type: 'message', messageId: uuidv7(), text: 'not yet' } as const;
    const actor = { kind: 'visitor', id: old.id } as const;
    await inProject(root, project.id)
      .transaction()
      .execute(async (trx) => {
        await appendEvents(trx, [conversationItem(conversation, actor, body)]);
        await desk().privacy.setRetention.mutate(rules(365, null));
        // The sweeper has found it due, and waits for its stream.
        const waiting = async (): Promise<number> => {
          const { rows } = await sql`
          select from pg_locks l join pg_stat_activity a using (pid)
          where not l.granted and a.datname = current_database()`.execute(root);
          return rows.length;
        };
        await expect.poll(waiting, { timeout: 20_000, interval: 20 }).toBeGreaterThan(0);
      });
    // A neighbour that is due shows that the rule has run.
    const neighbour = await past(400, 'closed', 'Nora');
    await desk().privacy.setRetention.mutate(rules(364, null));
    await expect.poll(left, { timeout: 20_000 }).not.toContain(neighbour.conversationId);
    expect(await left()).toContain(old.conversationId);
  });

  test('a browser whose time is over is not kept, and its token opens nothing', async () => {
    const [over, here] = [await visit(server.url, project.key), await visit(server.url, project.key)];
    const ended = new Date(Date.now() - 1_000);
    await db().updateTable('visitor_session').set({ expires_at: ended }).where('visitor_id', '=', over.id).execute();
    await desk().privacy.setRetention.mutate(rules(3_000, null));
    await expect.poll(() => sessionsOf(over.id), { timeout: 20_000 }).toEqual([]);
    expect(await refusal(overHttp(server.url, over.params).conversation.open.mutate())).toBe('UNAUTHENTICATED');
    expect(await sessionsOf(here.id)).toHaveLength(1);
  });

  test('owners alone set and try rules; days are whole, and at least one', async () => {
    const admin = await registerOperator(server.url, 'Anna');
    await addMember(server, project.id, admin.me.id, 'admin');
    const api = overHttp(server.url, admin.params);
    expect(await refusal(api.privacy.setRetention.mutate(rules(1, null)))).toBe('FORBIDDEN');
    expect(await refusal(api.privacy.previewRetention.query(rules(1, null)))).toBe('FORBIDDEN');
    for (const days of [0, -1, 1.5, 3_651])
      expect(await refusal(desk().privacy.setRetention.mutate(rules(days, null)))).toBe('INVALID_INPUT');
  });
});
