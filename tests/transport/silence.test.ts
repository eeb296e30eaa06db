import { equal, ok } from 'node:assert/strict';
import { LIMITS } from '@parley/api/contract/wire';
import { afterAll, beforeAll, describe, test, vi } from 'vitest';
import { testDatabases } from '../support/database.ts';
import { startFresh, type InProcessServer } from '../support/in-process-server.ts';
import { Line } from './line.ts';

let server: InProcessServer;
beforeAll(async () => {
  server = await startFresh(testDatabases().at(-1) ?? 'embedded');
  // The server's timeouts are the test's from here on; sockets, database and intervals are not touched.
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});
afterAll(async () => {
  vi.useRealTimers();
  await server[Symbol.asyncDispose]();
});

const pings = ({ texts }: Line): number => texts.filter((text) => text === 'PING').length;
const nextPing = async (line: Line): Promise<void> => {
  const before = pings(line);
  vi.advanceTimersByTime(LIMITS.pingMs);
  await line.until(() => (pings(line) > before ? true : null));
};

describe('silence', () => {
  test('[TR3] a client’s PING is answered', async () => {
    await using line = await Line.open(server.url);
    line.socket.send('PING');
    await line.until((text) => (text === 'PONG' ? text : null));
  });

  test('[TR3] a peer that answers pings stays; one that falls silent is closed 60 s after its last word', async () => {
    await using line = await Line.open(server.url);
    await line.alive();
    for (let rounds = 0; rounds < 5; rounds += 1) {
      await nextPing(line);
      line.socket.send('PONG');
      // The answer to this has passed the PONG on the same socket.
      await line.alive();
    }
    await nextPing(line);
    vi.advanceTimersByTime(LIMITS.silenceMs - LIMITS.pingMs - 1);
    await using other = await Line.open(server.url);
    await other.alive();
    equal(line.socket.readyState, line.socket.OPEN, 'closed too early');
    vi.advanceTimersByTime(1);
    equal((await line.closed).code, 1006);
    await other.alive();
  });

  test('[TR3] [TR4] who says no hello is closed with 4408, before it and after garbage alike', async () => {
    const [silent, pinging] = [await Line.open(server.url, null), await Line.open(server.url, null)];
    pinging.socket.send('PING');
    await pinging.until((text) => (text === 'PONG' ? text : null));
    vi.advanceTimersByTime(LIMITS.helloMs);
    equal((await silent.closed).code, 4408);
    equal((await pinging.closed).code, 4408);
  });

  test('[TR3] a socket that closes leaves no timer behind', async () => {
    const before = vi.getTimerCount();
    const lines = await Promise.all(Array.from({ length: 20 }, () => Line.open(server.url)));
    await Promise.all(lines.map((line) => line.alive()));
    ok(vi.getTimerCount() > before);
    const gone = Promise.all(
      [...server.running.wss.clients].map((client) => new Promise((resolve) => client.once('close', resolve))),
    );
    for (const line of lines) line.socket.close(1000);
    await gone;
    await Promise.all(lines.map((line) => line.closed));
    ok(vi.getTimerCount() <= before, `${vi.getTimerCount() - before} timers more than before`);
  });
});
