import { inject } from 'vitest';
import { describe, expect, test } from 'vitest';
import { sql } from 'kysely';
import { acrossProjects } from '../../packages/api/src/db/scope.ts';
import { administerProjects } from '../../packages/api/src/project/administer.ts';
import { asOwner } from '../support/as-owner.ts';
import { overHttp, refusal } from '../support/api-client.ts';
import { createTestDatabase, testDatabases } from '../support/database.ts';
import { startFresh, startInProcess } from '../support/in-process-server.ts';
import { createProject, registerOperator, say, visit } from '../support/people.ts';
import { RawSocket } from '../support/raw-socket.ts';

const SUSPENDED = { code: 4410, reason: 'SUSPENDED' };
const RIGHTS = { code: 4409, reason: 'rights changed' };

describe.each(testDatabases())('suspending a project on %s', (kind) => {
  test('[PR4] case 54: all its sockets are closed, none is let in, and nothing else is touched; then all is as before', async () => {
    await using server = await startFresh(kind);
    const { url } = server;
    const { db } = server.running.services;
    const owner = await registerOperator(url, 'Olga');
    const [project, other] = [await createProject(url, owner), await createProject(url, owner)];
    const visitor = await visit(url, project.key);
    const neighbour = await visit(url, other.key);
    const params = [visitor.params, { projectKey: project.key }, owner.params, neighbour.params];
    const sockets = await Promise.all(params.map((each) => RawSocket.open({ url, params: each })));
    for (const socket of sockets) await socket.call('query', 'health', undefined);
    const [his, guest, desk, hers] = sockets;

    // By hand, in another process: no bus tells of it.
    expect(await administerProjects(db, ['suspend', project.id])).toMatchObject({ failed: false });
    expect([await his?.closed, await guest?.closed]).toEqual([SUSPENDED, SUSPENDED]);
    expect(await desk?.closed).toEqual(RIGHTS);
    expect(await hers?.call('query', 'health', undefined)).toContain('"ok":true');
    const again = await RawSocket.open({ url, params: visitor.params });
    expect(await again.closed).toEqual(SUSPENDED);
    expect(await refusal(say(overHttp(url, visitor.params), visitor.conversationId, 'Hello'))).toBe('SUSPENDED');
    const api = overHttp(url, owner.params);
    expect(await refusal(api.conversation.list.query({ projectId: project.id }))).toBe('SUSPENDED');
    expect((await api.conversation.list.query({ projectId: other.id })).items).toEqual([]);

    expect((await administerProjects(db, ['suspend', project.id])).failed).toBe(true);
    expect((await administerProjects(db, ['list'])).said).toContain(`${project.id}  suspended  Shop`);
    expect(await administerProjects(db, ['resume', project.id])).toMatchObject({ failed: false });
    await say(overHttp(url, visitor.params), visitor.conversationId, 'Hello');
    const { items } = await api.audit.list.query({ projectId: project.id });
    expect(items.slice(0, 2)).toMatchObject([
      { verb: 'project.resumed', actor: null },
      { verb: 'project.suspended', actor: null },
    ]);
    for (const socket of sockets) await socket[Symbol.asyncDispose]();
  });

  test('[PR4] case 57: what was taken away while the server was down, or by the one before, stays so', async () => {
    await using database = await createTestDatabase(kind);
    const before = await startInProcess(database);
    const owner = await registerOperator(before.url, 'Olga');
    const project = await createProject(before.url, owner);
    const [erased, suspended] = [await visit(before.url, project.key), await visit(before.url, project.key)];
    const api = overHttp(before.url, owner.params);
    await api.privacy.eraseVisitor.mutate({ projectId: project.id, visitorId: erased.id });
    await administerProjects(before.running.services.db, ['suspend', project.id]);
    await before[Symbol.asyncDispose]();
    await using after = await startInProcess(database);
    const socket = await RawSocket.open({ url: after.url, params: suspended.params });
    expect(await socket.closed).toEqual(SUSPENDED);
    await administerProjects(after.running.services.db, ['resume', project.id]);
    const gone = await RawSocket.open({ url: after.url, params: erased.params });
    expect(await gone.closed).toEqual({ code: 4401, reason: 'UNAUTHENTICATED' });
  });
});

test.skipIf(inject('postgresUrl') === null)(
  '[PR1] [PR4] two nodes: erased on one, his socket on the other is closed',
  async () => {
    await using database = await createTestDatabase('server');
    await using one = await startInProcess(database);
    await using other = await startInProcess(database);
    const owner = await registerOperator(one.url, 'Olga');
    const project = await createProject(one.url, owner);
    const visitor = await visit(one.url, project.key);
    await using socket = await RawSocket.open({ url: other.url, params: visitor.params });
    await socket.call('query', 'health', undefined);
    await say(overHttp(other.url, visitor.params), visitor.conversationId, 'remembered there');
    await overHttp(one.url, owner.params).privacy.eraseVisitor.mutate({ projectId: project.id, visitorId: visitor.id });
    expect(await socket.closed).toEqual({ code: 4401, reason: 'UNAUTHENTICATED' });
    const { conversationId } = visitor;
    expect(await refusal(overHttp(other.url, owner.params).message.list.query({ conversationId }))).toBe('NOT_FOUND');
  },
);

describe.skipIf(inject('postgresUrl') === null)('a node that has missed a word', () => {
  test('[PR1] remembers no conversation beyond the gap', async () => {
    await using database = await createTestDatabase('server');
    await using one = await startInProcess(database);
    await using other = await startInProcess(database);
    const { db } = one.running.services;
    const owner = await registerOperator(one.url, 'Olga');
    const { key } = await createProject(one.url, owner);
    const { conversationId } = await visit(one.url, key);
    const read = () => overHttp(other.url, owner.params).message.list.query({ conversationId });
    await read();
    // Gone, and nobody says so.
    await acrossProjects(db).deleteFrom('conversation').where('id', '=', conversationId).execute();
    expect((await read()).items).toEqual([]);
    await asOwner(
      db,
      sql`select pg_terminate_backend(pid) from pg_stat_activity
        where application_name = 'parley-bus' and datname = current_database()`,
    );
    await expect.poll(() => refusal(read()), { timeout: 20_000 }).toBe('NOT_FOUND');
  });

  test('[PR1] closes what an older node says is gone', async () => {
    await using database = await createTestDatabase('server');
    await using node = await startInProcess(database);
    const owner = await registerOperator(node.url, 'Olga');
    const { key } = await createProject(node.url, owner);
    const visitor = await visit(node.url, key);
    await using socket = await RawSocket.open({ url: node.url, params: visitor.params });
    await socket.call('query', 'health', undefined);
    const word = JSON.stringify({ kind: 'visitorGone', visitorId: visitor.id });
    await sql`select pg_notify('parley', ${word})`.execute(node.running.services.db);
    expect(await socket.closed).toEqual(RIGHTS);
  });
});
