import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ConnectionParams } from '@parley/api/contract/inputs';
import { acrossProjects } from '../../packages/api/src/db/scope.ts';
import { headersOf, overHttp, refusal } from '../support/api-client.ts';
import { createTestDatabase, testDatabases, type TestDatabase } from '../support/database.ts';
import { startInProcess, type InProcessServer } from '../support/in-process-server.ts';
import { createProject, registerOperator, visit } from '../support/people.ts';
import { EventStream } from '../support/raw-http.ts';
import { RawSocket } from '../support/raw-socket.ts';

/** An embedded database that starts twice, and a hash, take longer than a test may, where others start at the same time. */
const TWO_STARTS_MS = 120_000;
const REVOKED = { code: 4401, reason: 'UNAUTHENTICATED' };

describe.each(testDatabases())('a visitor’s session on %s', (kind) => {
  let database: TestDatabase;
  /** On a Postgres server there are two processes: ended on one, open on the other. */
  let servers: InProcessServer[];
  let key: string;
  beforeAll(async () => {
    database = await createTestDatabase(kind);
    servers = [await startInProcess(database)];
    if (kind === 'server') servers.push(await startInProcess(database));
    ({ key } = await createProject(here(), await registerOperator(here())));
  });
  afterAll(async () => {
    for (const server of servers) await server[Symbol.asyncDispose]();
    await database[Symbol.asyncDispose]();
  });
  const here = (): string => servers[0]?.url ?? '';
  const there = (): string => servers.at(-1)?.url ?? '';

  async function open(params: ConnectionParams): Promise<RawSocket> {
    const socket = await RawSocket.open({ url: there(), params });
    await socket.call('query', 'health', undefined);
    return socket;
  }

  test('[AU1] a logout closes what this browser has open, and nobody else’s', async () => {
    const { params, conversationId } = await visit(here(), key);
    const other = await visit(here(), key);
    await using socket = await open(params);
    await using others = await open(other.params);
    await using stream = await EventStream.open(there(), 'conversation.events', { conversationId }, headersOf(params));
    await overHttp(here(), params).visitor.logout.mutate();
    expect(await socket.closed).toEqual(REVOKED);
    while ((await stream.next()) !== null);
    await using again = await RawSocket.open({ url: there(), params });
    expect(await again.closed).toEqual(REVOKED);
    expect(await refusal(overHttp(there(), params).visitor.start.mutate({}))).toBe('UNAUTHENTICATED');
    expect(await others.call('query', 'health', undefined)).toContain('"ok":true');
  });

  test('[AU1] over a socket it is answered before that socket closes', async () => {
    await using socket = await open((await visit(here(), key)).params);
    expect(await socket.call('mutation', 'visitor.logout', undefined)).toContain('"result"');
    expect(await socket.closed).toEqual(REVOKED);
  });

  test('[AU1] without a word of it the sockets close all the same, also of who came as a guest', async () => {
    await using guest = await open({ projectKey: key });
    const answer = await guest.call('mutation', 'visitor.start', {});
    const visitorToken = /"visitorToken":"([^"]+)"/.exec(typeof answer === 'string' ? answer : '')?.[1] ?? '';
    await using socket = await open({ projectKey: key, visitorToken });
    const db = acrossProjects((servers[0] ?? expect.unreachable()).running.services.db);
    const { id } = await db
      .selectFrom('visitor_session')
      .select('id')
      .orderBy('created_at', 'desc')
      .limit(1)
      .executeTakeFirstOrThrow();
    // As a process does whose bus is down.
    await db.insertInto('visitor_closing').values({ id, rights: null }).execute();
    await db.deleteFrom('visitor_session').where('id', '=', id).execute();
    expect(await guest.closed).toEqual(REVOKED);
    expect(await socket.closed).toEqual(REVOKED);
  });

  test('[AU1] a restart between its end and the next try changes nothing', { timeout: TWO_STARTS_MS }, async () => {
    await using own = await createTestDatabase(kind);
    const before = await startInProcess(own);
    const project = await createProject(before.url, await registerOperator(before.url));
    const { params } = await visit(before.url, project.key);
    await overHttp(before.url, params).visitor.logout.mutate();
    await before[Symbol.asyncDispose]();
    await using after = await startInProcess(own);
    expect(await refusal(overHttp(after.url, params).visitor.start.mutate({}))).toBe('UNAUTHENTICATED');
  });
});
