import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ConnectionParams } from '@parley/api/contract/inputs';
import { headersOf, overHttp, refusal } from '../support/api-client.ts';
import { createTestDatabase, testDatabases, type TestDatabase } from '../support/database.ts';
import { startInProcess, type InProcessServer } from '../support/in-process-server.ts';
import { createProject, registerOperator, signIn as signInAs, type TestOperator } from '../support/people.ts';
import { EventStream } from '../support/raw-http.ts';
import { RawSocket } from '../support/raw-socket.ts';

/** The rule says 1 s, and a machine that is busy with other tests may take its time. */
const SOON_MS = 10_000;
const REVOKED = { code: 4401, reason: 'UNAUTHENTICATED' };

/** Everything that one session can hold open: a socket, one that reads, a stream over HTTP. */
interface Open extends AsyncDisposable {
  params: ConnectionParams & { sessionToken: string };
  closed: Promise<unknown>;
  isOpen(): Promise<boolean>;
}

describe.each(testDatabases())('revoking a session on %s', (kind) => {
  let database: TestDatabase;
  /** On a Postgres server there are two processes: revoked on one, open on the other. */
  let servers: InProcessServer[];
  let operator: TestOperator;
  let projectId: string;
  beforeAll(async () => {
    database = await createTestDatabase(kind);
    servers = [await startInProcess(database)];
    if (kind === 'server') servers.push(await startInProcess(database));
    operator = await registerOperator(here());
    projectId = (await createProject(here(), operator)).id;
  });
  afterAll(async () => {
    for (const server of servers) await server[Symbol.asyncDispose]();
    await database[Symbol.asyncDispose]();
  });
  const here = (): string => servers[0]?.url ?? '';
  const there = (): string => servers.at(-1)?.url ?? '';

  async function signIn(): Promise<ConnectionParams & { sessionToken: string }> {
    return { sessionToken: await signInAs(here(), operator) };
  }

  async function open(params: ConnectionParams & { sessionToken: string }): Promise<Open> {
    const idle = await RawSocket.open({ url: there(), params });
    await idle.call('query', 'account.me', undefined);
    const reading = await RawSocket.open({ url: there(), params });
    const started = reading.next((frame) => frame.includes('"started"'));
    reading.send(7, 'subscription', 'inbox.events', { projectId });
    await started;
    const stream = await EventStream.open(there(), 'presence.events', { projectId }, headersOf(params));
    expect(stream.status).toBe(200);
    const streamEnd = (async () => {
      while ((await stream.next()) !== null);
      return 'the stream has ended';
    })();
    return {
      params,
      closed: Promise.all([idle.closed, reading.closed, streamEnd]),
      isOpen: async () => {
        const me = await idle.call('query', 'account.me', undefined);
        return typeof me === 'string' && me.includes(operator.me.id);
      },
      [Symbol.asyncDispose]: async () => {
        await Promise.all([idle[Symbol.asyncDispose](), reading[Symbol.asyncDispose](), stream[Symbol.asyncDispose]()]);
      },
    };
  }

  const ways: [name: string, revoke: (session: Open, other: Open) => Promise<void>][] = [
    ['logging out', async ({ params }) => overHttp(here(), params).account.logout.mutate()],
    [
      'revoking it from another device',
      async (session, other) => {
        const api = overHttp(here(), other.params);
        const own = (await overHttp(here(), session.params).account.sessions.query()).find(({ current }) => current);
        await api.account.revokeSession.mutate({ sessionId: own?.id ?? '' });
      },
    ],
  ];
  test.each(ways)(
    '[AU1] %s closes its sockets and streams, and nobody else’s',
    async (_name, revoke) => {
      await using session = await open(await signIn());
      await using other = await open(await signIn());
      await revoke(session, other);
      expect(await session.closed).toEqual([REVOKED, REVOKED, 'the stream has ended']);
      expect(await refusal(overHttp(there(), session.params).account.me.query())).toBe('UNAUTHENTICATED');
      const again = await RawSocket.open({ url: there(), params: session.params });
      expect(await again.closed).toEqual(REVOKED);
      expect(await other.isOpen()).toBe(true);
    },
    SOON_MS,
  );

  test('[AU1] logging out over a socket is answered before that socket closes', async () => {
    await using socket = await RawSocket.open({ url: there(), params: await signIn() });
    expect(await socket.call('mutation', 'account.logout', undefined)).toContain('"result"');
    expect(await socket.closed).toEqual(REVOKED);
  });

  test(
    '[AU1] sockets that connect while their session is revoked are closed as well',
    async () => {
      const params = await signIn();
      const connecting = Array.from({ length: 30 }, () => RawSocket.open({ url: there(), params }));
      const revoked = overHttp(here(), params).account.logout.mutate();
      const sockets = await Promise.all(connecting);
      await revoked;
      for (const socket of sockets) expect(await socket.closed).toEqual(REVOKED);
    },
    SOON_MS,
  );

  test('sessions are listed newest first, and only one’s own can be revoked', async () => {
    const params = await signIn();
    const sessions = await overHttp(here(), params).account.sessions.query();
    const times = sessions.map(({ createdAt }) => createdAt.getTime());
    expect(times).toEqual(times.toSorted((a, b) => b - a));
    expect(sessions.filter(({ current }) => current)).toHaveLength(1);
    const stranger = await registerOperator(here(), 'Otto');
    const [foreign] = await overHttp(here(), stranger.params).account.sessions.query();
    const call = overHttp(here(), params).account.revokeSession.mutate({ sessionId: foreign?.id ?? '' });
    expect(await refusal(call)).toBe('NOT_FOUND');
    await expect(overHttp(here(), stranger.params).account.me.query()).resolves.toEqual(stranger.me);
  });
});
