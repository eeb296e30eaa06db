import { deepEqual, equal, ok } from 'node:assert/strict';
import type { ConnectionParams } from '@parley/api/contract/inputs';
import type { ProjectView } from '@parley/api/contract/views';
import type { WireError } from '@parley/api/contract/wire';
import { createTRPCClient, httpLink } from '@trpc/client';
import type { AppRouter } from '@parley/api';
import superjson from 'superjson';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, beforeEach, describe, test } from 'vitest';
import { WebSocket } from 'ws';
import { CAPS, RATES, type CapName, type RateName } from '../../packages/api/src/access/rates.ts';
import { headersOf, overHttp, wireErrorOf, type Api } from '../support/api-client.ts';
import { startFresh, type InProcessServer } from '../support/in-process-server.ts';
import { createProject, registerOperator, visit, type TestOperator, type TestVisitor } from '../support/people.ts';
import { EventStream } from './event-stream.ts';
import { Line } from './line.ts';
import { handshake, sendRaw } from './raw-http.ts';

/** The limits as they are when nobody has said anything, on a clock of ours. */
let now = 0;
let server: InProcessServer;
let operator: TestOperator;
let project: ProjectView;
beforeAll(async () => {
  const env = { RATE_LIMIT_FACTOR: '1', TRUSTED_PROXIES: '127.0.0.1', TURN_URLS: 'turn:127.0.0.1', TURN_SECRET: 'x' };
  server = await startFresh('embedded', env, { now: () => now });
  operator = await registerOperator(server.url);
  project = await createProject(server.url, operator);
});
afterAll(() => server[Symbol.asyncDispose]());
/** Whatever the test before has taken is there again. */
beforeEach(() => void (now += 24 * 60 * 60 * 1000));

/** What it was refused with, or null. */
const refusalOf = (call: Promise<unknown>): Promise<WireError | null> =>
  call.then(
    () => null,
    (cause: unknown) => wireErrorOf(cause),
  );
const limited = (retryAfterMs: number): WireError => ({ code: 'RATE_LIMITED', retry: true, retryAfterMs });

/** All but one of the burst. */
function leaveOne(name: RateName, key: string): void {
  equal(server.running.services.limits.wait(name, key, RATES[name].burst - 1), 0);
}
/** All but one of the places; what gives them back. */
function leaveOnePlace(name: CapName, key: string): () => void {
  const taken = Array.from({ length: CAPS[name] - 1 }, () => server.running.services.limits.open(name, key));
  return () => taken.forEach((leave) => leave?.());
}

let networks = 0;
/** One that nobody has come from yet. */
const newNetwork = (): string => `203.0.113.${++networks}`;
/** Somebody behind our proxy. */
function from(network: string, params: ConnectionParams): Api {
  const transformer = {
    input: { serialize: (value: unknown): unknown => value, deserialize: (value: unknown): unknown => value },
    output: superjson,
  };
  const headers = { ...headersOf(params), 'x-forwarded-for': network };
  return createTRPCClient<AppRouter>({
    links: [httpLink({ url: `${server.url}/trpc`, transformer, headers: () => headers })],
  });
}
const newcomer = (): Promise<TestVisitor> => visit(server.url, project.key);
const as = ({ params }: Pick<TestVisitor, 'params'>): Api => overHttp(server.url, params);

/** One is done, the next has to wait, and is done when it has; somebody else never waits. */
async function holds(name: RateName, act: () => Promise<unknown>, another: () => Promise<unknown>): Promise<void> {
  const { everyMs } = RATES[name];
  equal(await refusalOf(act()), null, name);
  deepEqual(await refusalOf(act()), limited(everyMs), name);
  equal(await refusalOf(another()), null, name);
  now += everyMs;
  equal(await refusalOf(act()), null, name);
  deepEqual(await refusalOf(act()), limited(everyMs), name);
}

describe('limits by rate, at the door they stand at', () => {
  test('[TR6] messages of a visitor, by whatever way they come; the one that waited is stored once', async () => {
    const [vera, other] = [await newcomer(), await newcomer()];
    await using line = await Line.open(server.url, vera.params);
    await line.alive();
    leaveOne('messagesByVisitor', vera.id);
    const message = (who: TestVisitor) => ({ conversationId: who.conversationId, messageId: uuidv7(), text: 'Hello' });
    const waits = message(vera);
    await holds(
      'messagesByVisitor',
      () => as(vera).message.send.mutate(waits),
      () => as(other).message.send.mutate(message(other)),
    );
    line.call('socket', 'message.send', message(vera));
    equal(await line.refusal('socket'), 'RATE_LIMITED');
    equal(await refusalOf(overHttp(server.url, operator.params).message.send.mutate(message(vera))), null);
    const { items } = await as(vera).message.list.query({ conversationId: vera.conversationId });
    equal(items.length, 2, 'his one and the operator’s');
  });

  test('[TR6] first visits, by network and by project; who has been here is not counted', async () => {
    const network = newNetwork();
    leaveOne('identitiesByNetwork', network);
    const guest = { projectKey: project.key };
    const start = () => from(network, guest).visitor.start.mutate({});
    await holds('identitiesByNetwork', start, () => from(newNetwork(), guest).visitor.start.mutate({}));
    const { params } = await newcomer();
    equal(await refusalOf(from(network, params).visitor.start.mutate({})), null);

    const { id, key } = await createProject(server.url, operator);
    leaveOne('identitiesByProject', id);
    const anywhere = (projectKey: string) => from(newNetwork(), { projectKey }).visitor.start.mutate({});
    await holds(
      'identitiesByProject',
      () => anywhere(key),
      () => anywhere(project.key),
    );
  });

  test('[TR6] HTTP tells the hint in its own words as well', async () => {
    const network = newNetwork();
    leaveOne('identitiesByNetwork', network);
    const start = () =>
      fetch(`${server.url}/trpc/visitor.start`, {
        method: 'POST',
        headers: {
          ...headersOf({ projectKey: project.key }),
          'x-forwarded-for': network,
          'content-type': 'application/json',
        },
        body: '{}',
      });
    equal((await start()).status, 200);
    const refused = await start();
    equal(refused.status, 429);
    equal(refused.headers.get('retry-after'), String(RATES.identitiesByNetwork.everyMs / 1_000));
  });

  test('[TR6] new conversations of a network; an open one is found however often', async () => {
    const network = newNetwork();
    leaveOne('conversationsByNetwork', network);
    const first = async (where: string) => {
      const { visitorToken } = await overHttp(server.url, { projectKey: project.key }).visitor.start.mutate({});
      return from(where, { projectKey: project.key, visitorToken });
    };
    const [one, two, three, other] = [
      await first(network),
      await first(network),
      await first(network),
      await first(newNetwork()),
    ];
    const { everyMs } = RATES.conversationsByNetwork;
    equal(await refusalOf(one.conversation.open.mutate()), null);
    deepEqual(await refusalOf(two.conversation.open.mutate()), limited(everyMs));
    equal(await refusalOf(one.conversation.open.mutate()), null);
    equal(await refusalOf(other.conversation.open.mutate()), null);
    now += everyMs;
    equal(await refusalOf(two.conversation.open.mutate()), null);
    deepEqual(await refusalOf(three.conversation.open.mutate()), limited(everyMs));
  });

  test('[TR6] calls of a visitor: three, one at a time, and the same one again is the same', async () => {
    const vera = await newcomer();
    const ring = async (callId = uuidv7()) => {
      await as(vera).call.start.mutate({ conversationId: vera.conversationId, callId, media: 'audio' });
      return callId;
    };
    const hangUp = (callId: string) => as(vera).call.end.mutate({ callId });
    for (let nth = 1; nth < RATES.callsByVisitor.burst; nth += 1) await hangUp(await ring());
    const last = await ring();
    for (let nth = 0; nth < 5; nth += 1) equal(await ring(last), last);
    await hangUp(last);
    deepEqual(await refusalOf(ring()), limited(RATES.callsByVisitor.everyMs));
    now += RATES.callsByVisitor.everyMs;
    await hangUp(await ring());
    deepEqual(await refusalOf(ring()), limited(RATES.callsByVisitor.everyMs));
  });

  test('[TR6] calls of a network, whoever makes them', async () => {
    const network = newNetwork();
    leaveOne('callsByNetwork', network);
    const ringFrom = async (where: string) => {
      const { params, conversationId } = await newcomer();
      await from(where, params).call.start.mutate({ conversationId, callId: uuidv7(), media: 'audio' });
    };
    await holds(
      'callsByNetwork',
      () => ringFrom(network),
      () => ringFrom(newNetwork()),
    );
  });

  test('[TR6] offers of a side, and credentials for relays', async () => {
    const vera = await newcomer();
    const deviceId = uuidv7();
    const api = overHttp(server.url, { ...vera.params, deviceId });
    const callId = uuidv7();
    await api.call.start.mutate({ conversationId: vera.conversationId, callId, media: 'audio' });
    const offer = () =>
      api.call.signal.mutate({
        callId,
        signalId: uuidv7(),
        signal: { kind: 'description', type: 'offer', sdp: 'v=0', gen: 0 },
      });
    const tracks = () =>
      api.call.signal.mutate({
        callId,
        signalId: uuidv7(),
        signal: { kind: 'tracks', audio: true, video: false, rev: 1 },
      });
    leaveOne('offersByParty', `${callId}:visitor:${vera.id}`);
    await holds('offersByParty', offer, tracks);
    leaveOne('relayCredentialsByVisitor', vera.id);
    const credentials = () => api.call.iceServers.query({ callId });
    await holds('relayCredentialsByVisitor', credentials, () => api.call.relays.query({}));
  });

  test.each([
    ['visitorSays', () => newcomer().then(({ params }) => params)],
    ['operatorSays', () => Promise.resolve(operator.params)],
  ] as const)('[TR6] what is said on a socket: %s; a stop is always heard', async (name, who) => {
    const { burst, everyMs } = RATES[name];
    await using line = await Line.open(server.url, await who());
    await using neighbour = await Line.open(server.url, await who());
    const ask = (id: number): Promise<WireError['code'] | undefined> => {
      line.call(id, 'health', undefined, 'query');
      return line.refusal(id);
    };
    for (let id = 0; id < burst; id += 1) equal(await ask(id), undefined);
    equal(await ask(burst), 'RATE_LIMITED');
    ok(line.texts.at(-1)?.includes(`"retryAfterMs":${everyMs}`));
    await neighbour.alive();
    line.say({ id: 0, method: 'subscription.stop' });
    now += 2 * everyMs;
    equal(await ask(burst + 1), undefined);
  });

  test('[TR6] who never waits is cut off, with the code for it', async () => {
    await using line = await Line.open(server.url, (await newcomer()).params);
    await line.alive();
    const all = RATES.visitorSays.burst + RATES.ignoredHints.burst;
    for (let nth = 0; nth <= all; nth += 1) line.socket.send('PING');
    deepEqual(await line.closed, { code: 4429, reason: 'RATE_LIMITED' });
  });

  test('[TR6] over HTTP the same, by who asks', async () => {
    const vera = await newcomer();
    now += 60_000;
    leaveOne('visitorSays', vera.id);
    const get = { conversationId: vera.conversationId };
    await holds(
      'visitorSays',
      () => as(vera).conversation.get.query(get),
      () => newcomer(),
    );
    const { sessionToken } = operator.params;
    const [session] = await overHttp(server.url, { sessionToken }).account.sessions.query();
    ok(session);
    now += 60_000;
    leaveOne('operatorSays', session.id);
    await holds(
      'operatorSays',
      () => overHttp(server.url, { sessionToken }).account.me.query(),
      () => newcomer(),
    );
  });

  test('[TR6] handshakes and requests of a network, before anybody asks who it is', async () => {
    const network = newNetwork();
    leaveOne('handshakesByNetwork', network);
    const knock = async (where: string): Promise<number> => {
      const headers = { 'X-Forwarded-For': where, Origin: 'null' };
      return (await sendRaw(server.url, handshake(server.url, { headers }))).status;
    };
    deepEqual([await knock(network), await knock(network), await knock(newNetwork())], [403, 429, 403]);
    now += RATES.handshakesByNetwork.everyMs;
    deepEqual([await knock(network), await knock(network)], [403, 429]);
    leaveOne('requestsByNetwork', network);
    await holds(
      'requestsByNetwork',
      () => from(network, {}).health.query(),
      () => from(newNetwork(), {}).health.query(),
    );
  });
});

describe('limits of what is open', () => {
  /** A socket of somebody behind our proxy, or the status that it was refused with. */
  const connect = (network: string): Promise<WebSocket | number> =>
    new Promise((resolve) => {
      const url = `${server.url.replace('http', 'ws')}/trpc?connectionParams=1`;
      const socket = new WebSocket(url, { headers: { 'x-forwarded-for': network } });
      socket.once('open', () => resolve(socket));
      socket.once('unexpected-response', (_request, { statusCode = 0 }) => resolve(statusCode));
      socket.on('error', () => undefined);
    });
  const streamOf = (vera: TestVisitor, network: string) => {
    const input = encodeURIComponent(JSON.stringify({ conversationId: vera.conversationId }));
    const headers = { ...headersOf(vera.params), 'x-forwarded-for': network };
    return EventStream.open(`${server.url}/trpc/conversation.events?input=${input}`, headers);
  };
  /** Of a stream the head has left before anybody knows: it says so in its first event. */
  const isRefused = async (stream: EventStream): Promise<boolean> => {
    const first = await stream.next();
    return first?.event === 'serialized-error' && JSON.stringify(first.data).includes('"RATE_LIMITED"');
  };

  test('[TR6] sockets and streams of a network share its places; one that closes makes room', async () => {
    const network = newNetwork();
    const vera = await newcomer();
    const giveBack = leaveOnePlace('linesByNetwork', network);
    const socket = await connect(network);
    ok(socket instanceof WebSocket);
    equal(await connect(network), 429);
    ok(await isRefused(await streamOf(vera, network)));
    const neighbour = await connect(newNetwork());
    ok(neighbour instanceof WebSocket);
    neighbour.terminate();
    socket.terminate();
    // Our end is closed before the server hears of it.
    let again = await connect(network);
    while (typeof again === 'number') again = await connect(network);
    again.terminate();
    giveBack();
  });

  test('[TR6] sockets of a visitor and of a session', async () => {
    const vera = await newcomer();
    const [session] = await overHttp(server.url, operator.params).account.sessions.query();
    ok(session);
    const people: [CapName, string, ConnectionParams][] = [
      ['socketsByVisitor', vera.id, vera.params],
      ['socketsBySession', session.id, operator.params],
    ];
    for (const [name, key, params] of people) {
      const giveBack = leaveOnePlace(name, key);
      await using last = await Line.open(server.url, params);
      await last.alive();
      await using refused = await Line.open(server.url, params);
      deepEqual(await refused.closed, { code: 4429, reason: 'RATE_LIMITED' });
      await last.alive();
      giveBack();
      await using another = await Line.open(server.url, params);
      await another.alive();
    }
  });

  test('[TR6] streams of a visitor', async () => {
    const vera = await newcomer();
    const giveBack = leaveOnePlace('streamsByVisitor', vera.id);
    await as(vera).message.send.mutate({ conversationId: vera.conversationId, messageId: uuidv7(), text: 'Hello' });
    const last = await streamOf(vera, newNetwork());
    equal(await isRefused(last), false);
    ok(await isRefused(await streamOf(vera, newNetwork())));
    giveBack();
    last.stop();
  });
});
