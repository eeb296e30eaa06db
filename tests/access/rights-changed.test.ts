import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { headersOf, overHttp, refusal } from '../support/api-client.ts';
import { createTestDatabase, testDatabases, type TestDatabase } from '../support/database.ts';
import { startInProcess, type InProcessServer } from '../support/in-process-server.ts';
import { createProject, registerOperator, say, visit, type TestOperator } from '../support/people.ts';
import { EventStream } from '../support/raw-http.ts';
import { RawSocket } from '../support/raw-socket.ts';
import { startServerProcess } from '../support/server-process.ts';
import { TcpProxy } from '../support/tcp-proxy.ts';
import { addMember } from './cast.ts';

/** The rule says 1 s, and a machine that is busy with other tests may take its time. */
const SOON_MS = 15_000;
const CHANGED = { code: 4409, reason: 'rights changed' };

describe.each(testDatabases())('whose rights change, on %s', (kind) => {
  let database: TestDatabase;
  /** On a Postgres server there are two processes: changed on one, open on the other. */
  let servers: InProcessServer[];
  let owner: TestOperator;
  let project: { id: string; key: string };
  beforeAll(async () => {
    database = await createTestDatabase(kind);
    servers = [await startInProcess(database)];
    if (kind === 'server') servers.push(await startInProcess(database));
    owner = await registerOperator(here().url, 'Olga');
    project = await createProject(here().url, owner);
  });
  afterAll(async () => {
    for (const server of servers) await server[Symbol.asyncDispose]();
    await database[Symbol.asyncDispose]();
  });
  const here = (): InProcessServer => {
    const [server] = servers;
    if (server === undefined) throw new Error('no server');
    return server;
  };
  const there = (): string => servers.at(-1)?.url ?? '';

  async function agent(): Promise<TestOperator> {
    const person = await registerOperator(here().url, 'Anna');
    await addMember(here(), project.id, person.me.id, 'agent');
    return person;
  }
  /** A socket that reads the inbox. */
  async function reading({ params }: TestOperator): Promise<RawSocket> {
    const socket = await RawSocket.open({ url: there(), params });
    const started = socket.next((frame) => frame.includes('"started"'));
    socket.send(7, 'subscription', 'inbox.events', { projectId: project.id, lastEventId: 'now' });
    await started;
    return socket;
  }

  const ways: [name: string, act: (api: ReturnType<typeof overHttp>, operatorId: string) => Promise<void>][] = [
    ['removed', (api, operatorId) => api.member.remove.mutate({ projectId: project.id, operatorId })],
    [
      'made a viewer',
      (api, operatorId) => api.member.changeRole.mutate({ projectId: project.id, operatorId, role: 'viewer' }),
    ],
  ];
  test.each(ways)(
    '[AU1] [AU3] case 54: who is %s has his sockets and streams closed, and nobody else has',
    async (name, act) => {
      const [person, neighbour] = [await agent(), await agent()];
      await using open = await reading(person);
      await using others = await reading(neighbour);
      await using stream = await EventStream.open(
        there(),
        'presence.events',
        { projectId: project.id },
        headersOf(person.params),
      );
      await act(overHttp(here().url, owner.params), person.me.id);
      expect(await open.closed).toEqual(CHANGED);
      while ((await stream.next()) !== null);
      // What happens afterwards reaches the neighbour, and had no way to reach him.
      const visitor = await visit(here().url, project.key);
      const heard = others.next((frame) => frame.includes(visitor.conversationId));
      await say(overHttp(here().url, visitor.params), visitor.conversationId, 'Hello');
      expect(typeof (await heard)).toBe('string');
      expect(open.frames.join('')).not.toContain(visitor.conversationId);

      // His session is good, and shows him what is left to him.
      const api = overHttp(there(), person.params);
      expect(await api.account.me.query()).toEqual(person.me);
      await using back = await RawSocket.open({ url: there(), params: person.params });
      const answer = await back.call('query', 'project.get', { projectId: project.id });
      expect(answer).toContain(name === 'removed' ? 'NOT_FOUND' : '"role":"viewer"');
      const input = { conversationId: visitor.conversationId, status: 'closed' } as const;
      expect(await refusal(api.conversation.setStatus.mutate(input))).toBe(
        name === 'removed' ? 'NOT_FOUND' : 'FORBIDDEN',
      );
    },
    SOON_MS,
  );

  test(
    '[AU1] sockets that connect while it happens are closed as well, or have come after it',
    async () => {
      const person = await agent();
      const connecting = Array.from({ length: 20 }, () => RawSocket.open({ url: there(), params: person.params }));
      const removed = overHttp(here().url, owner.params).member.remove.mutate({
        projectId: project.id,
        operatorId: person.me.id,
      });
      const sockets = await Promise.all(connecting);
      await removed;
      for (const socket of sockets) {
        socket.send(1, 'subscription', 'inbox.events', { projectId: project.id });
        const answer = await socket.next((frame) => frame.includes('NOT_FOUND'), 0);
        if (typeof answer !== 'string') expect(answer).toEqual(CHANGED);
        await socket[Symbol.asyncDispose]();
      }
    },
    SOON_MS,
  );

  test(
    '[AU1] case 55: without a word of it the sweep finds it',
    async () => {
      const person = await agent();
      await using open = await reading(person);
      // As another process does whose bus is down.
      const { db } = here().running.services;
      await db.updateTable('operator').set({ rights: 5 }).where('id', '=', person.me.id).execute();
      expect(await open.closed).toEqual(CHANGED);
      await using back = await reading(person);
      expect(await back.call('query', 'account.me', undefined, 2)).toContain(person.me.id);
    },
    SOON_MS,
  );
});

const BOUND_MS = 90_000;
const nats = inject('natsUrl');

describe.skipIf(inject('postgresUrl') === null || nats === null)('two nodes', () => {
  test.each(['alive', 'dead'])(
    '[AU1] case 55: a member removed on one has his sockets closed on the other: bus %s',
    async (bus) => {
      await using database = await createTestDatabase('server');
      await using link = await TcpProxy.start(nats ?? '');
      const env = { ...database.env, NATS_URL: link.url.replace('http:', 'nats:') };
      await using one = await startServerProcess({ env });
      await using other = await startServerProcess({ env });
      const [owner, person] = [await registerOperator(one.url), await registerOperator(one.url, 'Otto')];
      const { id: projectId } = await createProject(one.url, owner);
      const { token } = await overHttp(one.url, owner.params).member.invite.mutate({
        projectId,
        email: person.me.email,
        role: 'agent',
      });
      await overHttp(other.url, person.params).member.accept.mutate({ token });
      await using socket = await RawSocket.open({ url: other.url, params: person.params });
      expect(await socket.call('query', 'project.get', { projectId })).toContain('"role":"agent"');
      if (bus === 'dead') link.halfOpen();
      await overHttp(one.url, owner.params).member.remove.mutate({ projectId, operatorId: person.me.id });
      expect(await socket.closed).toEqual(CHANGED);
    },
    BOUND_MS,
  );

  test(
    '[AU1] case 57: what was revoked or removed is so after a restart',
    async () => {
      await using database = await createTestDatabase('server');
      await using server = await startServerProcess(database);
      const [owner, person] = [await registerOperator(server.url), await registerOperator(server.url, 'Otto')];
      const { id: projectId } = await createProject(server.url, owner);
      const api = overHttp(server.url, owner.params);
      const { token } = await api.member.invite.mutate({ projectId, email: person.me.email, role: 'agent' });
      await overHttp(server.url, person.params).member.accept.mutate({ token });
      await api.member.remove.mutate({ projectId, operatorId: person.me.id });
      await api.account.logout.mutate();
      await server.restart();
      expect(await refusal(overHttp(server.url, person.params).project.get.query({ projectId }))).toBe('NOT_FOUND');
      expect(await refusal(overHttp(server.url, owner.params).account.me.query())).toBe('UNAUTHENTICATED');
    },
    BOUND_MS,
  );
});
