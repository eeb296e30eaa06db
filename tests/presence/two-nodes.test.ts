import { createOperatorClient, createVisitorClient, type Thread, type ThreadSnapshot } from '@parley/client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase, testDatabases, type TestDatabase } from '../support/database.ts';
import { createProject, registerOperator } from '../support/people.ts';
import { TcpProxy } from '../support/tcp-proxy.ts';
import { startServerProcess, type ServerProcess } from '../support/server-process.ts';

/** Lease, beat and grace of a node that died, and a busy machine. */
const GONE_MS = 60_000;

describe.skipIf(!testDatabases().includes('server'))('presence on two nodes', () => {
  let database: TestDatabase;
  let a: ServerProcess;
  let b: ServerProcess;
  beforeAll(async () => {
    database = await createTestDatabase('server');
    a = await startServerProcess({ env: database.env });
    b = await startServerProcess({ env: database.env });
  });
  afterAll(async () => {
    await b[Symbol.asyncDispose]();
    await a[Symbol.asyncDispose]();
    await database[Symbol.asyncDispose]();
  });

  test(
    'each side sees the other come and write on another node, and go when that node is killed',
    async () => {
      const operator = await registerOperator(b.url);
      const project = await createProject(b.url, operator);
      const desk = createOperatorClient({ serverUrl: b.url, sessionToken: operator.params.sessionToken });
      const visitor = createVisitorClient({ serverUrl: a.url, projectKey: project.key });
      await visitor.start({ attributes: { name: 'Vera' } });
      const conversationId = await visitor.openConversation();
      const visitors = visitor.thread(conversationId);
      await visitors.send('anybody there?').acknowledged;
      const inbox = desk.inbox(project.id);
      const operators = desk.thread(conversationId);
      await until(operators, ({ peerOnline }) => peerOnline);
      await until(visitors, ({ peerOnline }) => peerOnline);

      visitors.setTyping(true);
      await until(operators, ({ typing }) => typing.length > 0);
      const { items } = await desk.api.conversation.list.query({ projectId: project.id });
      expect(items[0]?.visitorOnline).toBe(true);

      a.kill('SIGKILL');
      await a.waitForExit();
      await until(operators, ({ peerOnline }) => !peerOnline);
      inbox.close();
      await Promise.all([desk.close(), visitor.close()]);
    },
    GONE_MS,
  );

  test(
    'moving to another node is no absence',
    async () => {
      await a.restart();
      const operator = await registerOperator(b.url);
      const project = await createProject(b.url, operator);
      await using balancer = await TcpProxy.start(a.url);
      const visitor = createVisitorClient({ serverUrl: balancer.url, projectKey: project.key });
      await visitor.start({});
      const conversationId = await visitor.openConversation();
      const visitors = visitor.thread(conversationId);
      const desk = createOperatorClient({ serverUrl: b.url, sessionToken: operator.params.sessionToken });
      await visitors.send('hello').acknowledged;
      const operators = desk.thread(conversationId);
      await until(operators, ({ peerOnline }) => peerOnline);

      let absences = 0;
      operators.subscribe(() => {
        if (!operators.getSnapshot().peerOnline) absences += 1;
      });
      balancer.route(b.url);
      a.kill('SIGTERM');
      await a.waitForExit();
      await visitors.send('still here').acknowledged;
      await until(operators, ({ items }) => items.length === 2);
      expect(absences).toBe(0);
      await Promise.all([desk.close(), visitor.close()]);
    },
    GONE_MS,
  );
});

function until(thread: Thread, fits: (snapshot: ThreadSnapshot) => boolean): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (!fits(thread.getSnapshot())) return;
      stop();
      resolve();
    };
    const stop = thread.subscribe(look);
    look();
  });
}
