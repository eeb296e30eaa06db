import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { v7 as uuidv7 } from 'uuid';
import type { ProjectView } from '@parley/api/contract/views';
import { acrossProjects } from '../../packages/api/src/db/scope.ts';
import { exportPieces } from '../../packages/operator-app/src/features/privacy/build-export.ts';
import { addMember } from '../access/cast.ts';
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
  const begin = (visitorId: string, who = owner) =>
    desk(who).privacy.beginExport.mutate({ projectId: project.id, visitorId });

  test('[PR6] is one JSON document with all of it, in order, read in pages; and nothing of anybody else', async () => {
    const visitor = await visit(server.url, project.key, { name: 'Vera', plan: 'Pro' });
    const neighbour = await visit(server.url, project.key, { name: 'Nina' });
    await say(overHttp(server.url, neighbour.params), neighbour.conversationId, 'of somebody else');
    const { conversationId } = visitor;
    const db = acrossProjects(server.running.services.db);
    const stream = await db
      .selectFrom('conversation')
      .select('stream_id')
      .where('id', '=', conversationId)
      .executeTakeFirstOrThrow();
    await sql`
      insert into event (stream_id, seq, id, type, actor, at, body)
      select ${stream.stream_id}, n, gen_random_uuid(), 'message', '{"kind": "system"}', now(),
             jsonb_build_object('type', 'message', 'messageId', gen_random_uuid(), 'text', 'word')
      from generate_series(1, ${MANY}::int) n`.execute(db);
    await db.updateTable('stream').set({ last_seq: MANY }).where('id', '=', stream.stream_id).execute();
    const device = { ...visitor.params, deviceId: uuidv7() };
    const callId = uuidv7();
    await overHttp(server.url, device).call.start.mutate({ conversationId, callId, media: 'audio' });
    await overHttp(server.url, device).call.end.mutate({ callId });
    await desk().note.add.mutate({ conversationId, noteId: uuidv7(), text: 'nice person' });
    await desk().conversation.setStatus.mutate({ conversationId, status: 'closed' });
    const second = await overHttp(server.url, visitor.params).conversation.open.mutate();
    await say(overHttp(server.url, visitor.params), second.id, 'once more');

    const pieces: string[] = [];
    const told: number[] = [];
    for await (const piece of exportPieces(desk(), await begin(visitor.id), (done) => told.push(done)))
      pieces.push(piece);
    const text = pieces.join('');
    expect(told).toEqual([1, 2]);
    expect(text).not.toMatch(/Nina|of somebody else/);
    const document: Exported = JSON.parse(text);
    expect(document).toMatchObject({
      format: 'parley.visitor',
      version: 1,
      project: { id: project.id, name: 'Shop' },
      visitor: { id: visitor.id, attributes: { name: 'Vera', plan: 'Pro' } },
      conversations: [
        { id: conversationId, status: 'closed', notes: [{ type: 'note', text: 'nice person' }] },
        { id: second.id, status: 'open', notes: [], calls: [] },
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

  test('[PR6] its pages are for who has begun it, within an hour, and for nobody else', async () => {
    const visitor = await visit(server.url, project.key);
    const of = { projectId: project.id, conversationId: visitor.conversationId };
    const read = (who = owner) => desk(who).privacy.exportEvents.query({ ...of, part: 'events' });
    expect(await refusal(read())).toBe('FORBIDDEN');
    const long = { project: project.id, actor: owner.me.id, object: visitor.id };
    await sql`insert into audit (at, project_id, actor_id, object_id, verb, result) values
      (now() - interval '61 minutes', ${long.project}, ${long.actor}, ${long.object}, 'visitor.exported', 'done')`.execute(
      acrossProjects(server.running.services.db),
    );
    expect(await refusal(read())).toBe('FORBIDDEN');
    const admin = await registerOperator(server.url, 'Anna');
    await addMember(server, project.id, admin.me.id, 'admin');
    await begin(visitor.id, admin);
    expect(await read(admin)).toEqual([]);
    expect(await refusal(read())).toBe('FORBIDDEN');
    expect(await refusal(begin(uuidv7()))).toBe('NOT_FOUND');
  });
});

interface Exported {
  conversations: {
    events: { seq: number; type: string }[];
    calls: unknown[];
  }[];
}

test('an operator begins ten at once, then has to wait', async () => {
  await using server = await startFresh('embedded', { RATE_LIMIT_FACTOR: '1' });
  const owner = await registerOperator(server.url, 'Olga');
  const project = await createProject(server.url, owner);
  const visitor = await visit(server.url, project.key);
  const begin = () =>
    overHttp(server.url, owner.params).privacy.beginExport.mutate({ projectId: project.id, visitorId: visitor.id });
  for (let nth = 0; nth < 10; nth += 1) await begin();
  expect(await refusal(begin())).toBe('RATE_LIMITED');
});
