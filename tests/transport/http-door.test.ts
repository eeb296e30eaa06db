import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { LIMITS } from '@parley/api/contract/wire';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { headersOf, overHttp } from '../support/api-client.ts';
import { testDatabases } from '../support/database.ts';
import { startFresh, type InProcessServer } from '../support/in-process-server.ts';
import { createProject, registerOperator, say, visit, type TestOperator, type TestVisitor } from '../support/people.ts';
import { EventStream } from './event-stream.ts';
import { sendRaw } from './raw-http.ts';

const SHOP = 'https://shop.example';
let server: InProcessServer;
let operator: TestOperator;
let visitor: TestVisitor;
let projectKey: string;
/** Feeds while nobody reads. */
let atRest: number;
beforeAll(async () => {
  server = await startFresh(testDatabases().at(-1) ?? 'embedded');
  atRest = server.running.services.fanOut.size;
  operator = await registerOperator(server.url);
  projectKey = (await createProject(server.url, operator, [SHOP])).key;
  visitor = await visit(server.url, projectKey);
});
afterAll(() => server[Symbol.asyncDispose]());

const at = (path: string, input?: unknown): string =>
  `${server.url}/trpc/${path}${input === undefined ? '' : `?input=${encodeURIComponent(JSON.stringify(input))}`}`;
const asVisitor = () => headersOf(visitor.params);
const post = (path: string, body: string, headers: Record<string, string> = {}) =>
  fetch(at(path), {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...asVisitor(), ...headers },
    body,
  });
const message = (text = 'hello') => ({ conversationId: visitor.conversationId, messageId: uuidv7(), text });
const codeIn = async (response: Response): Promise<string | undefined> =>
  /"parley":\{"code":"(\w+)"/.exec(await response.text())?.[1];
const events = (input: object = {}, headers: Record<string, string> = {}) =>
  EventStream.open(at('conversation.events', { conversationId: visitor.conversationId, ...input }), {
    ...asVisitor(),
    ...headers,
  });

describe('the same router over HTTP', () => {
  test('[AU1] queries by GET, mutations by POST, and the methods are not exchanged', async () => {
    equal((await fetch(at('health'))).status, 200);
    equal((await fetch(at('account.me'), { headers: headersOf(operator.params) })).status, 200);
    equal((await post('message.send', JSON.stringify(message()))).status, 200);
    equal((await fetch(at('health'))).headers.get('cache-control'), 'no-store');
    equal((await post('health', '{}')).status, 405);
    equal((await fetch(at('message.send', message()), { headers: asVisitor() })).status, 405);
    for (const method of ['PUT', 'DELETE', 'PATCH']) ok((await fetch(at('health'), { method })).status >= 400);
  });

  test('[AU1] no cookie authenticates, and none is given', async () => {
    const { sessionToken } = operator.params;
    const refused = await fetch(at('account.me'), {
      headers: { cookie: `sessionToken=${sessionToken}; session=${sessionToken}` },
    });
    equal(refused.status, 401);
    for (const response of [refused, await fetch(at('health')), await fetch(server.url)])
      equal(response.headers.get('set-cookie'), null);
  });

  test('[TR4] a body past 64 KiB is refused, said or not said how long it is', async () => {
    const big = JSON.stringify(message('x'.repeat(LIMITS.frameBytes)));
    const declared = await post('message.send', big);
    equal(declared.status, 413);
    equal(await codeIn(declared), 'TOO_LARGE');
    const chunk = `${big.length.toString(16)}\r\n${big}\r\n0\r\n\r\n`;
    const head = Object.entries({
      host: 'localhost',
      'content-type': 'application/json',
      'transfer-encoding': 'chunked',
      ...asVisitor(),
    });
    const lines = head.map(([name, value]) => `${name}: ${value}`).join('\r\n');
    const chunked = await sendRaw(server.url, `POST /trpc/message.send HTTP/1.1\r\n${lines}\r\n\r\n${chunk}`);
    equal(chunked.status, 413);
  });

  test('[TR4] a batch of more than ten is refused', async () => {
    const batch = (size: number) =>
      fetch(`${server.url}/trpc/${Array(size).fill('health').join(',')}?batch=1&input=%7B%7D`);
    equal((await batch(LIMITS.batch)).status, 200);
    ok((await batch(LIMITS.batch + 1)).status >= 400);
  });

  test.each([
    ['no JSON', '{', 400],
    ['nothing', '', 400],
    ['superjson', JSON.stringify({ json: {}, meta: { values: { text: ['set'] } } }), 400],
    ['half a surrogate pair', `{"conversationId":"x","messageId":"x","text":"\\ud800"}`, 400],
  ])('[TR4] a body with %s is INVALID_INPUT', async (_what, body, status) => {
    const response = await post('message.send', body);
    equal(response.status, status);
    equal(await codeIn(response), 'INVALID_INPUT');
  });

  test.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'])(
    '[AU1] %s, which a page may send without asking, is refused',
    async (type) => {
      const response = await post('message.send', JSON.stringify(message()), { 'content-type': type });
      ok(response.status >= 400 && response.status < 500, String(response.status));
    },
  );
});

describe('pages of other sites', () => {
  test('[AU1] a project’s origin may read answers and ask before; no credentials are ever allowed', async () => {
    // Whoever has once come from a site comes from nowhere else.
    const shopper = await visit(server.url, projectKey);
    const answer = await fetch(at('health'), { headers: { origin: SHOP, ...headersOf(shopper.params) } });
    equal(answer.headers.get('access-control-allow-origin'), SHOP);
    const preflight = await fetch(at('message.send'), {
      method: 'OPTIONS',
      headers: {
        origin: SHOP,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type',
      },
    });
    equal(preflight.status, 204);
    equal(preflight.headers.get('access-control-allow-origin'), SHOP);
    for (const name of [
      'content-type',
      'authorization',
      'x-parley-project',
      'x-parley-visitor',
      'x-parley-device',
      'x-parley-protocol',
      'last-event-id',
      'trpc-accept',
    ]) {
      match(preflight.headers.get('access-control-allow-headers') ?? '', new RegExp(`\\b${name}\\b`));
    }
    for (const { headers } of [answer, preflight]) {
      equal(headers.get('access-control-allow-credentials'), null);
      match(headers.get('vary') ?? '', /origin/i);
    }
  });

  test.each(['https://evil.example', 'null', 'https://shop.example.evil.example', 'http://shop.example'])(
    '[AU1] %s may neither read nor act',
    async (origin) => {
      const preflight = await fetch(at('message.send'), {
        method: 'OPTIONS',
        headers: { origin, 'access-control-request-method': 'POST' },
      });
      equal(preflight.headers.get('access-control-allow-origin'), null);
      const act = await post('message.send', JSON.stringify(message()), { origin });
      equal(act.status, 403);
      equal(act.headers.get('access-control-allow-origin'), null);
      equal(await codeIn(act), 'ORIGIN_NOT_ALLOWED');
    },
  );
});

describe('subscriptions as server-sent events', () => {
  test('[EL3] from the beginning, then live; resumes by Last-Event-Id and by input', async () => {
    const api = overHttp(server.url, visitor.params);
    const sent = await say(api, visitor.conversationId, 'first of the stream');
    const stream = await events();
    const ids: (string | null)[] = [];
    while (ids.at(-1)?.startsWith(`${sent.seq}.`) !== true) ids.push((await stream.next())?.id ?? null);
    deepEqual(
      ids.map((id) => Number(id?.split('.')[0])),
      ids.map((_, index) => index + 1),
    );
    await say(api, visitor.conversationId, 'live');
    const live = await stream.next();
    equal(live?.id?.split('.')[0], String(sent.seq + 1));
    stream.stop();

    const cursor = ids.at(-1) ?? '';
    for (const resumed of [await events({}, { 'last-event-id': cursor }), await events({ lastEventId: cursor })]) {
      equal((await resumed.next())?.id, live?.id);
      resumed.stop();
    }
  });

  test('[EL4] a cursor of another log gets reset first', async () => {
    const stream = await events({ lastEventId: '1.00000000' });
    ok(JSON.stringify((await stream.next())?.data).includes('"type":"reset"'));
    equal((await stream.next())?.id?.split('.')[0], '1');
    stream.stop();
  });

  test.each([
    ['as a browser asks', { accept: 'text/event-stream' }],
    ['as anybody may ask', { accept: '*/*' }],
  ])('[AU1] a revoked session’s stream ends, opened %s', async (_how, accept) => {
    const { params, me, password } = await registerOperator(server.url, 'Bert');
    const other = await overHttp(server.url, {}).account.login.mutate({ email: me.email, password });
    const project = await createProject(server.url, { params, me, password });
    const stream = await EventStream.open(at('inbox.events', { projectId: project.id }), {
      ...headersOf(params),
      ...accept,
    });
    equal(stream.response.status, 200);
    const api = overHttp(server.url, { sessionToken: other.sessionToken });
    const session = (await api.account.sessions.query()).find(({ current }) => !current);
    await api.account.revokeSession.mutate({ sessionId: session?.id ?? '' });
    await stream.ended();
  });

  test('a stream that closes leaves no reader behind', async () => {
    const { fanOut } = server.running.services;
    const untilQuiet = async () => {
      while (fanOut.size > atRest) await new Promise((resolve) => setImmediate(resolve));
    };
    // Those of the tests before have been stopped here, which the server learns a moment later.
    await untilQuiet();
    const streams = await Promise.all(Array.from({ length: 10 }, () => events()));
    await Promise.all(streams.map((stream) => stream.next()));
    equal(fanOut.size, atRest + 1, 'one feed for all of them');
    for (const stream of streams) stream.stop();
    await untilQuiet();
  });
});
