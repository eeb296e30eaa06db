import { deepEqual, equal, ok } from 'node:assert/strict';
import { LIMITS } from '@parley/api/contract/wire';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, test, vi } from 'vitest';
import type { WebSocket } from 'ws';
import { acrossProjects } from '../../packages/api/src/db/scope.ts';
import { testDatabases } from '../support/database.ts';
import { startFresh, type InProcessServer } from '../support/in-process-server.ts';
import { createProject, registerOperator, visit, type TestVisitor } from '../support/people.ts';
import { Line } from './line.ts';

/** Twenty times the gate: kernel buffers hide a few MiB of it. */
const MESSAGES = 3_000;
const TEXT = 'x'.repeat(LIMITS.messageChars);
/** What a gate that opens for one event at a time may let through: that event, for each subscription. */
const LARGEST_EVENT = 8 * 1024;

let server: InProcessServer;
let visitor: TestVisitor;
beforeAll(async () => {
  server = await startFresh(testDatabases().at(-1) ?? 'embedded');
  const { key } = await createProject(server.url, await registerOperator(server.url));
  visitor = await visit(server.url, key);
  await fill();
  // The stall's ten seconds are the test's; sockets and database are not touched.
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
}, 120_000);
afterAll(async () => {
  vi.useRealTimers();
  await server[Symbol.asyncDispose]();
});

async function fill(): Promise<void> {
  const { services } = server.running;
  const row = await acrossProjects(services.db)
    .selectFrom('conversation')
    .selectAll()
    .where('id', '=', visitor.conversationId)
    .executeTakeFirstOrThrow();
  const appends = Array.from({ length: MESSAGES }, () => {
    const messageId = uuidv7();
    return services.append({
      stream: { id: row.stream_id, kind: 'conversation' },
      clientId: messageId,
      actor: { kind: 'visitor', id: visitor.id },
      body: { type: 'message', messageId, text: TEXT },
      inbox: null,
    });
  });
  await Promise.all(appends);
}

/** The server's end of the line that was opened last. */
function serverEnd(): WebSocket {
  const end = [...server.running.wss.clients].at(-1);
  if (end === undefined) throw new Error('no socket');
  return end;
}

/** What the server holds back for this socket, at its highest, until that stands still. */
async function highWater(end: WebSocket): Promise<number> {
  let highest = 0;
  for (let same = 0, last = -1; same < 20;) {
    await server.running.services.db.selectFrom('operator').select('id').execute();
    await new Promise((resolve) => setImmediate(resolve));
    highest = Math.max(highest, end.bufferedAmount);
    same = end.bufferedAmount === last && last > 0 ? same + 1 : 0;
    last = end.bufferedAmount;
  }
  return highest;
}

const follow = (line: Line, id: number, lastEventId?: unknown): void =>
  line.call(
    id,
    'conversation.events',
    { conversationId: visitor.conversationId, ...(typeof lastEventId === 'string' ? { lastEventId } : {}) },
    'subscription',
  );

describe('a slow reader', () => {
  test('[TR5] case 27: costs no more than the gate and an event; is cut after 10 s without progress; resumes without a gap', async () => {
    const line = await Line.open(server.url, visitor.params);
    await line.alive();
    const end = serverEnd();
    line.socket.pause();
    follow(line, 1);
    const highest = await highWater(end);
    ok(highest > LIMITS.bufferBytes, 'the gate was never reached');
    ok(highest <= LIMITS.bufferBytes + LARGEST_EVENT, `${highest} bytes for one reader`);

    equal(end.readyState, end.OPEN);
    await stallPasses(end);
    line.socket.resume();
    await line.closed;

    const heard: { seq: number; cursor: unknown }[] = [];
    for (const text of line.texts) collect(text, heard);
    ok(heard.length > 0 && heard.length < MESSAGES, `${heard.length} events before the cut`);
    await using again = await Line.open(server.url, visitor.params);
    follow(again, 1, heard.at(-1)?.cursor);
    await again.until((text) => (collect(text, heard) && heard.length === MESSAGES ? true : null));
    deepEqual(
      heard.map(({ seq }) => seq),
      heard.map((_, index) => index + 1),
    );
  }, 60_000);

  test('[TR5] many subscriptions of one socket share one gate', async () => {
    await using line = await Line.open(server.url, visitor.params);
    await line.alive();
    const end = serverEnd();
    line.socket.pause();
    for (let id = 0; id < LIMITS.visitorSubscriptions; id += 1) follow(line, id);
    const highest = await highWater(end);
    ok(highest <= LIMITS.bufferBytes + LIMITS.visitorSubscriptions * LARGEST_EVENT, `${highest} bytes`);
  }, 60_000);

  test('[TR5] who asks on and on and never listens is not listened to either', async () => {
    await using honest = await Line.open(server.url, visitor.params);
    await using line = await Line.open(server.url, visitor.params);
    await Promise.all([honest.alive(), line.alive()]);
    const end = serverEnd();
    line.socket.pause();
    let id = 0;
    const ask = async (): Promise<void> => {
      for (let calls = 0; calls < LIMITS.inFlight; calls += 1)
        line.call((id += 1), 'message.list', { conversationId: visitor.conversationId, limit: 5 }, 'query');
      await honest.alive();
    };
    while (end.bufferedAmount <= LIMITS.bufferBytes) await ask();
    for (let rounds = 0; rounds < 50; rounds += 1) await ask();
    ok(end.bufferedAmount <= LIMITS.bufferBytes + LIMITS.inFlight * 5 * LARGEST_EVENT, `${end.bufferedAmount} bytes`);
    await honest.alive();
    // When it listens again, it is listened to again.
    line.socket.resume();
    line.call('last', 'health', undefined, 'query');
    equal((await line.answer('last')).id, 'last');
  }, 60_000);

  test('[TR5] refusals of a flood that nobody reads pile up no further', async () => {
    await using line = await Line.open(server.url, visitor.params);
    await line.alive();
    const end = serverEnd();
    line.socket.pause();
    const batch = JSON.stringify(
      Array.from({ length: 700 }, (_, id) => ({ id, method: 'query', params: { path: 'health' } })),
    );
    for (let sent = 0; sent < 300; sent += 1) line.socket.send(batch);
    const highest = await highWater(end);
    ok(highest <= LIMITS.bufferBytes + 4 * batch.length * 4, `${highest} bytes`);
  }, 60_000);
});

/** What the kernel still takes counts as progress, so it may take more than one stall. */
async function stallPasses(end: WebSocket): Promise<void> {
  while (end.readyState !== end.CLOSED) {
    vi.advanceTimersByTime(LIMITS.stallMs);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

function collect(text: string, heard: { seq: number; cursor: unknown }[]): boolean {
  const [, seq, cursor] = /"data":\{.*"seq":(\d+),.*?"id":"(\d+\.[0-9a-f]{8})"/.exec(text) ?? [];
  if (seq !== undefined) heard.push({ seq: Number(seq), cursor });
  return seq !== undefined;
}
