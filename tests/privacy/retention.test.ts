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
    const at = new Date(Date.now() - daysAgo * 24 * 60 * 60_000);
    await db().updateTable('conversation').set({ activity_at: at }).where('id', '=', conversationId).execute();
    await db().updateTable('visitor').set({ last_seen_at: at, created_at: at }).where('id', '=', visitor.id).execute();
    return visitor;
  }

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

  test('[PR3] who comes back, or says something, is not forgotten', async () => {
    const back = await past(100, 'open');
    await overHttp(server.url, back.params).visitor.start.mutate({});
    expect(await desk().privacy.previewRetention.query(rules(null, 90))).toMatchObject({ visitors: 0 });
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
