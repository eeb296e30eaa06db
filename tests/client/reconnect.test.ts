import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  memoryStorage,
  type ConnectionSnapshot,
  type NetworkHint,
  type ThreadSnapshot,
  type Timings,
} from '@parley/client';
import { signIn } from '../support/people.ts';
import { startFlakyProxy } from './flaky-proxy.ts';
import { online, startParley, until, type Parley } from './parley.ts';

/** Quick, so that a test waits for events and not for patience. */
const TIMINGS: Timings = { keepAliveMs: 200, pongMs: 500, connectMs: 2_000, probeMs: 300 };
const QUICK = { timings: TIMINGS, random: () => Math.random() * 0.2 };

const texts = ({ items }: ThreadSnapshot) => items.flatMap((item) => (item.kind === 'message' ? [item.text] : []));
const count = (prefix: string, length: number) => Array.from({ length }, (_, index) => `${prefix} ${index}`);

let parley: Parley;
beforeAll(async () => {
  parley = await startParley(QUICK);
});
afterAll(() => parley[Symbol.asyncDispose]());

async function throughProxy() {
  const proxy = await startFlakyProxy(parley.server.url);
  const visitor = parley.visitor({ serverUrl: proxy.url, environment: QUICK });
  await visitor.start();
  const thread = visitor.thread(await visitor.openConversation());
  await until(thread, ({ state }) => state === 'ready');
  return { proxy, visitor, thread, operators: parley.operator.thread(thread.conversationId) };
}

function record(connection: { subscribe(listener: () => void): () => void; getSnapshot(): ConnectionSnapshot }) {
  const seen: ConnectionSnapshot['state'][] = [];
  connection.subscribe(() => seen.push(connection.getSnapshot().state));
  return seen;
}

describe('a network that fails', () => {
  test('[EL3] sockets cut again and again in mid-send: both sides see every message once and in order', async () => {
    const { proxy, visitor, thread, operators } = await throughProxy();
    await using _ = proxy;
    const written = count('message', 60);
    const sent = written.map((text) => thread.send(text).acknowledged);
    const answers = count('answer', 30).map((text) => operators.send(text).acknowledged);
    let acknowledged = 0;
    for (const each of sent) void each.then(() => ++acknowledged % 10 === 5 && proxy.cut());
    await Promise.all([...sent, ...answers]);
    const mine = await until(thread, (snapshot) => texts(snapshot).length === 90);
    const theirs = await until(operators, (snapshot) => texts(snapshot).length === 90);
    expect(texts(mine)).toEqual(texts(theirs));
    expect(texts(mine).filter((text) => text.startsWith('message'))).toEqual(written);
    expect(mine.items.every((item) => item.kind !== 'message' || item.seq !== null)).toBe(true);
    await visitor.close();
  });

  test('a line that goes silent is noticed by an unanswered ping, and left', async () => {
    const { proxy, visitor, thread, operators } = await throughProxy();
    await using _ = proxy;
    const lost = until(visitor.connection, ({ state }) => state === 'reconnecting');
    proxy.silent = true;
    await lost;
    await operators.send('are you there?').acknowledged;
    proxy.silent = false;
    proxy.cut();
    await until(thread, (snapshot) => texts(snapshot).includes('are you there?'));
    await visitor.close();
  });

  test('the device’s word that the network is back brings the next attempt forward', async () => {
    const proxy = await startFlakyProxy(parley.server.url);
    await using _ = proxy;
    const hints = new Set<(hint: NetworkHint) => void>();
    let connected = true;
    const network = {
      isOnline: () => connected,
      onHint(listener: (hint: NetworkHint) => void) {
        hints.add(listener);
        return () => hints.delete(listener);
      },
    };
    // Without the hint this client would wait for most of an hour.
    const clock = { now: () => Date.now(), after: slowly };
    const visitor = parley.visitor({ serverUrl: proxy.url, environment: { network, clock, random: () => 0.9 } });
    await visitor.start();
    const offline = until(visitor.connection, ({ state }) => state === 'offline');
    connected = false;
    proxy.cut();
    await offline;
    connected = true;
    for (const tell of hints) tell('online');
    await online(visitor.connection, 'websocket');
    await visitor.close();
    expect(hints.size).toBe(0);
  });
});

/** Waits for attempts become endless; the rest of time goes on as ever. */
function slowly(ms: number, callback: () => void): () => void {
  const isBackoff = ms > 0 && ms < 500;
  const timer = setTimeout(callback, isBackoff ? 3_600_000 : ms);
  return () => clearTimeout(timer);
}

describe('a network without WebSockets', () => {
  test('chats over HTTP by itself, with no token in any URL, and moves to a WebSocket without a loss', async () => {
    const proxy = await startFlakyProxy(parley.server.url);
    await using _ = proxy;
    proxy.blockWebSockets = true;
    const storage = memoryStorage();
    const visitor = parley.visitor({ serverUrl: proxy.url, environment: QUICK, storage });
    await visitor.start();
    await online(visitor.connection, 'http');
    const thread = visitor.thread(await visitor.openConversation());
    const operators = parley.operator.thread(thread.conversationId);
    await thread.send('over http').acknowledged;
    await operators.send('heard').acknowledged;
    await until(thread, (snapshot) => texts(snapshot).includes('heard'));

    const token = await storage.get('visitor-token');
    const requestLines = proxy.sent.split('\r\n').filter((line) => line.endsWith(' HTTP/1.1'));
    expect(requestLines.length).toBeGreaterThan(3);
    expect(proxy.sent).toContain(token);
    for (const line of requestLines) expect(line).not.toContain(token);

    const written = count('moving', 40);
    const sent = written.map((text) => operators.send(text).acknowledged);
    proxy.blockWebSockets = false;
    await online(visitor.connection, 'websocket');
    await Promise.all(sent);
    const all = await until(thread, (snapshot) => texts(snapshot).length === 42);
    expect(texts(all)).toEqual(['over http', 'heard', ...written]);
    await thread.send('over a socket again').acknowledged;
    await visitor.close();
  });

  test('a server that is away is waited for, on HTTP as on a WebSocket', async () => {
    const proxy = await startFlakyProxy(parley.server.url);
    await using _ = proxy;
    proxy.blockWebSockets = true;
    const visitor = parley.visitor({ serverUrl: proxy.url, environment: QUICK });
    await visitor.start();
    const thread = visitor.thread(await visitor.openConversation());
    await until(thread, ({ state }) => state === 'ready');
    const operators = parley.operator.thread(thread.conversationId);
    const lost = until(visitor.connection, ({ state }) => state === 'reconnecting');
    await parley.server.restart();
    await lost;
    await online(visitor.connection, 'http');
    await operators.send('back again').acknowledged;
    await until(thread, (snapshot) => texts(snapshot).includes('back again'));
    await visitor.close();
  });
});

describe('a server that goes away', () => {
  test('[EL3] killed with -9 in mid-stream: nothing that was acknowledged is lost, doubled or reordered', async () => {
    const visitor = parley.visitor({ environment: QUICK });
    await visitor.start();
    const thread = visitor.thread(await visitor.openConversation());
    const operators = parley.operator.thread(thread.conversationId);
    const written = count('message', 60);
    const sent = written.map((text) => thread.send(text).acknowledged);
    await sent[20];
    await parley.server.restart('SIGKILL');
    await Promise.all(sent);
    const mine = await until(thread, (snapshot) => snapshot.state === 'ready' && texts(snapshot).length === 60);
    const theirs = await until(operators, (snapshot) => snapshot.state === 'ready' && texts(snapshot).length === 60);
    expect(texts(mine)).toEqual(written);
    expect(texts(theirs)).toEqual(written);
    await visitor.close();
  });

  test('one that drains is left for its successor, and sends go on', async () => {
    const visitor = parley.visitor({ environment: QUICK });
    await visitor.start();
    const thread = visitor.thread(await visitor.openConversation());
    await thread.send('before').acknowledged;
    const states = record(visitor.connection);
    await parley.server.restart('SIGTERM');
    await thread.send('after').acknowledged;
    await online(visitor.connection, 'websocket');
    expect(states).not.toContain('closed');
    expect(texts(await until(thread, (snapshot) => texts(snapshot).length === 2))).toEqual(['before', 'after']);
    await visitor.close();
  });

  test('a session that is revoked is over, here and for good', async () => {
    const { api } = parley.operator;
    const email = 'bob@example.com';
    const { createAnonymousClient, createOperatorClient } = await import('@parley/client');
    const anonymous = createAnonymousClient({ serverUrl: parley.server.url });
    const { sessionToken } = await anonymous.api.account.register.mutate({
      email,
      password: 'correct horse',
      name: 'Bob',
    });
    const [bob, other] = [
      sessionToken,
      await signIn(parley.server.url, { me: { email }, password: 'correct horse' }),
    ].map((token) => createOperatorClient({ serverUrl: parley.server.url, sessionToken: token }));
    if (!bob || !other) throw new Error('unreachable');
    await other.api.account.me.query();
    const sessions = await bob.api.account.sessions.query();
    const sessionId = sessions.find(({ current }) => !current)?.id ?? '';
    const closed = until(other.connection, ({ state }) => state === 'closed');
    await bob.api.account.revokeSession.mutate({ sessionId });
    expect(await closed).toEqual({ state: 'closed', reason: 'unauthenticated' });
    await expect(other.api.account.me.query()).rejects.toBeInstanceOf(Error);
    expect(await api.account.me.query()).toMatchObject({ name: 'Ann' });
    for (const client of [anonymous, bob, other]) await client.close();
  });
});
