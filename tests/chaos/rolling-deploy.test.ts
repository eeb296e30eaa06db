import { deepEqual } from 'node:assert/strict';
import { createOperatorClient, createVisitorClient, type Thread, type ThreadSnapshot } from '@parley/client';
import { describe, test } from 'vitest';
import { CLOSE_CODES } from '../../packages/api/src/contract/wire.ts';
import { createTestDatabase, testDatabases } from '../support/database.ts';
import { createProject, registerOperator } from '../support/people.ts';
import { startServerProcess, type ServerProcess } from '../support/server-process.ts';
import { TcpProxy } from '../support/tcp-proxy.ts';

const VISITORS = 8;
const BOUND_MS = 180_000;

const textsOf = ({ items }: ThreadSnapshot): string[] =>
  items.flatMap((item) => (item.kind === 'message' ? [item.text] : []));

/** As one sees a conversation all the time: what went wrong on the screen, even for a moment. */
function watch(thread: Thread, name: string, flaws: string[]): void {
  thread.subscribe(() => {
    const { items, peerOnline } = thread.getSnapshot();
    if (!peerOnline) flaws.push(`${name}: the other side went offline`);
    for (const item of items)
      if (item.kind === 'message' && item.state === 'failed') flaws.push(`${name}: failed to send`);
  });
}

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

/** The balancer leads new sockets to the other node, this one drains, and its successor comes up. */
async function replace(node: ServerProcess, balancer: TcpProxy, other: ServerProcess): Promise<void> {
  balancer.route(other.url);
  await node.restart('SIGTERM');
}

describe.skipIf(!testDatabases().includes('server'))('a rolling deploy of two nodes under traffic', () => {
  test(
    '[EL3] [CV1] [EL6] nobody misses or sees anything twice, no send fails, nobody goes offline or is closed',
    async () => {
      await using database = await createTestDatabase('server');
      const env = { ...database.env, DRAIN_SECONDS: '4' };
      await using a = await startServerProcess({ env });
      await using b = await startServerProcess({ env });
      await using balancer = await TcpProxy.start(a.url);
      const operator = await registerOperator(a.url);
      const { key } = await createProject(a.url, operator);
      const desk = createOperatorClient({ serverUrl: balancer.url, sessionToken: operator.params.sessionToken });
      const flaws: string[] = [];
      const deploy = new AbortController();

      const talks = Array.from({ length: VISITORS }, async (_, index) => {
        const client = createVisitorClient({ serverUrl: balancer.url, projectKey: key });
        await client.start();
        const thread = client.thread(await client.openConversation());
        const seen = desk.thread(await client.openConversation());
        await until(seen, ({ peerOnline }) => peerOnline);
        await until(thread, ({ peerOnline }) => peerOnline);
        watch(thread, `visitor ${index}`, flaws);
        watch(seen, `operator of ${index}`, flaws);
        const said: string[] = [];
        return async () => {
          while (!deploy.signal.aborted || said.length === 0) {
            said.push(`${index}.${said.length}`);
            await thread.send(said.at(-1) ?? '').acknowledged;
          }
          for (const each of [thread, seen]) {
            await until(each, (snapshot) => textsOf(snapshot).length >= said.length);
            deepEqual(textsOf(each.getSnapshot()), said);
          }
          await client.close();
        };
      });
      const talking = (await Promise.all(talks)).map((talk) => talk());
      await replace(a, balancer, b);
      await replace(b, balancer, a);
      deploy.abort();
      await Promise.all(talking);
      deepEqual([...new Set(flaws)], []);
      const closed = [...a.logs(), ...b.logs()].filter((line) => line.includes(`"code":${CLOSE_CODES.serviceRestart}`));
      deepEqual(closed, [], 'was told to move, and had not when the drain was over');
      await desk.close();
    },
    BOUND_MS,
  );
});
