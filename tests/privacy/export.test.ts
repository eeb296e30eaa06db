import { once } from 'node:events';
import { request } from 'node:http';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { v7 as uuidv7 } from 'uuid';
import type { ProjectView } from '@parley/api/contract/views';
import { acrossProjects } from '../../packages/api/src/db/scope.ts';
import { addMember } from '../access/cast.ts';
import { bytesOf, download, upload } from '../attachment/files.ts';
import { overHttp, refusal } from '../support/api-client.ts';
import { testDatabases } from '../support/database.ts';
import { startFresh, type InProcessServer } from '../support/in-process-server.ts';
import { createProject, registerOperator, say, visit, type TestOperator } from '../support/people.ts';

/** More than two pages. */
const MANY = 450;

describe.each(testDatabases())('exporting a visitor on %s', (kind) => {
  let server: InProcessServer;
  let owner: TestOperator;
  let project: ProjectView;
  beforeAll(async () => {
    server = await startFresh(kind);
    owner = await registerOperator(server.url, 'Olga');
    project = await createProject(server.url, owner);
  });
  afterAll(() => server[Symbol.asyncDispose]());

  const desk = ({ params }: TestOperator = owner) => overHttp(server.url, params);
  async function link(visitorId: string, who = owner): Promise<string> {
    const of = { projectId: project.id, visitorId, form: 'json' as const };
    return (await desk(who).privacy.exportVisitor.mutate(of)).url;
  }
  /** Messages of the system's, at the end of an empty conversation. */
  async function fill(conversationId: string, count: number, text: string): Promise<void> {
    const db = acrossProjects(server.running.services.db);
    const stream = await db
      .selectFrom('conversation')
      .select('stream_id')
      .where('id', '=', conversationId)
      .executeTakeFirstOrThrow();
    await sql`
      insert into event (stream_id, seq, id, type, actor, at, body)
      select ${stream.stream_id}, n, gen_random_uuid(), 'message', '{"kind": "system"}', now(),
             jsonb_build_object('type', 'message', 'messageId', gen_random_uuid(), 'text', ${text}::text)
      from generate_series(1, ${count}::int) n`.execute(db);
    await db.updateTable('stream').set({ last_seq: count }).where('id', '=', stream.stream_id).execute();
  }

  test('[PR6] is one JSON document with all of it, in order, read in pages; and nothing of anybody else', async () => {
    const visitor = await visit(server.url, project.key, { name: 'Vera', plan: 'Pro' });
    const neighbour = await visit(server.url, project.key, { name: 'Nina' });
    await say(overHttp(server.url, neighbour.params), neighbour.conversationId, 'of somebody else');
    const { conversationId } = visitor;
    await fill(conversationId, MANY, 'word');
    const device = { ...visitor.params, deviceId: uuidv7() };
    const callId = uuidv7();
    await overHttp(server.url, device).call.start.mutate({ conversationId, callId, media: 'audio' });
    await overHttp(server.url, device).call.end.mutate({ callId });
    await desk().note.add.mutate({ conversationId, noteId: uuidv7(), text: 'nice person' });
    await desk().conversation.setStatus.mutate({ conversationId, status: 'closed' });
    const second = await overHttp(server.url, visitor.params).conversation.open.mutate();
    await say(overHttp(server.url, visitor.params), second.id, 'once more');

    const sender = { params: visitor.params, conversationId: second.id };
    const file = await upload(server.url, sender, {
      bytes: bytesOf('receipt'),
      name: 'receipt.txt',
      type: 'text/plain',
    });
    const db = acrossProjects(server.running.services.db);
    await db.updateTable('visitor').set({ blocked_at: new Date() }).where('id', '=', visitor.id).execute();

    const response = await download(server.url, await link(visitor.id));
    const header = (name: string) => response.headers.get(name);
    expect([response.status, header('content-type'), header('cache-control')]).toEqual([
      200,
      'application/json',
      'no-store',
    ]);
    expect(header('content-disposition')).toBe(`attachment; filename=visitor-${visitor.id}.json`);
    const text = await response.text();
    expect(text).not.toMatch(/Nina|of somebody else/);
    const document: Exported = JSON.parse(text);
    expect(document).toMatchObject({
      format: 'parley.visitor',
      version: 1,
      project: { id: project.id, name: 'Shop' },
      visitor: {
        id: visitor.id,
        attributes: { name: 'Vera', plan: 'Pro' },
        blockedAt: expect.any(String),
        sessions: [{ origin: null, createdAt: expect.any(String), usedAt: expect.any(String), verifiedUntil: null }],
      },
      conversations: [
        { id: conversationId, status: 'closed', attachments: [], notes: [{ type: 'note', text: 'nice person' }] },
        {
          id: second.id,
          status: 'open',
          attachments: [
            {
              id: file.id,
              from: 'visitor',
              name: 'receipt.txt',
              type: 'application/octet-stream',
              size: 7,
              messageId: null,
            },
          ],
          notes: [],
          calls: [],
        },
      ],
    });
    const [first, last] = document.conversations;
    expect(first?.events.map(({ seq }) => seq)).toEqual(first?.events.map((_, index) => index + 1));
    expect(first?.events.filter(({ type }) => type === 'message')).toHaveLength(MANY);
    expect(first?.calls).toMatchObject([{ call: { id: callId, state: 'ended', endReason: 'cancelled' }, quality: [] }]);
    expect(last?.events).toMatchObject([{ type: 'message', text: 'once more', actor: { kind: 'visitor' } }]);
    const [newest] = (await desk().audit.list.query({ projectId: project.id })).items;
    expect(newest).toMatchObject({ verb: 'visitor.exported', actor: { id: owner.me.id }, object: { id: visitor.id } });
    // No token, and nothing that would open a door.
    expect(text).not.toContain(visitor.params.visitorToken);
  });

  test('[PR6] a stranger to the project is told of nobody, and no link is good for the other form', async () => {
    const visitor = await visit(server.url, project.key);
    expect(await refusal(link(uuidv7()))).toBe('NOT_FOUND');
    const path = await link(visitor.id);
    expect((await download(server.url, path.replace('.json', '.zip'))).status).toBe(404);
    expect((await download(server.url, path.replace('.json', ''))).status).toBe(404);
  });

  test.each([
    ['its reader is let in no more', async (_: string, readerId: string) => demote(readerId)],
    ['the visitor is erased', (visitorId: string) => erase(visitorId)],
  ])('[PR6] goes no further than the conversation in which %s', async (_, happens) => {
    const admin = await registerOperator(server.url, 'Anna');
    await addMember(server, project.id, admin.me.id, 'admin');
    const visitor = await visit(server.url, project.key, { name: 'Vera' });
    // More than all buffers on the way hold.
    await fill(visitor.conversationId, 3_000, 'x'.repeat(10_000));
    await desk().conversation.setStatus.mutate({ conversationId: visitor.conversationId, status: 'closed' });
    const second = await overHttp(server.url, visitor.params).conversation.open.mutate();
    await say(overHttp(server.url, visitor.params), second.id, 'the last word');
    const path = await link(visitor.id, admin);

    const [response] = await once(request(new URL(path, server.url)).end(), 'response');
    response.setEncoding('utf8').pause();
    await happens(visitor.id, admin.me.id);
    const cut = once(response, 'error');
    let rest = '';
    response.on('data', (piece: string) => (rest = (rest + piece).slice(-10_000)));
    response.resume();
    await cut;
    expect(rest).not.toContain('the last word');
    expect((await download(server.url, path)).status).toBeGreaterThanOrEqual(403);
  });

  const demote = async (operatorId: string): Promise<void> => {
    await desk().member.changeRole.mutate({ projectId: project.id, operatorId, role: 'agent' });
  };
  const erase = (visitorId: string): Promise<void> =>
    desk().privacy.eraseVisitor.mutate({ projectId: project.id, visitorId });
});

interface Exported {
  conversations: {
    events: { seq: number; type: string }[];
    calls: unknown[];
  }[];
}

test('an operator asks for ten at once, then has to wait', async () => {
  await using server = await startFresh('embedded', { RATE_LIMIT_FACTOR: '1' });
  const owner = await registerOperator(server.url, 'Olga');
  const project = await createProject(server.url, owner);
  const visitor = await visit(server.url, project.key);
  const of = { projectId: project.id, visitorId: visitor.id, form: 'zip' as const };
  const link = () => overHttp(server.url, owner.params).privacy.exportVisitor.mutate(of);
  for (let nth = 0; nth < 9; nth += 1) await link();
  const { url } = await link();
  expect(await refusal(link())).toBe('RATE_LIMITED');
  // What a link leads to is work of the same kind.
  expect((await download(server.url, url)).status).toBe(429);
});
