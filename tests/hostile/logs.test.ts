import { ok } from 'node:assert/strict';
import { createHash, createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { v7 as uuidv7 } from 'uuid';
import { headersOf, overHttp } from '../support/api-client.ts';
import { createTestDatabase, testDatabases } from '../support/database.ts';
import {
  createProject,
  deviceOf,
  registerOperator,
  say,
  visit,
  type TestOperator,
  type TestVisitor,
} from '../support/people.ts';
import { startServerProcess, type ServerProcess } from '../support/server-process.ts';
import { Enemy } from './enemy.ts';

const TURN_SECRET = 'the-static-auth-secret-of-the-relay';
const MESSAGE = 'words-that-are-nobody-elses-business';
const NOTE = 'words-of-the-team-alone';
const NAME = 'a-name-of-somebody';
const PAGE = 'page-of-a-private-matter';
const SDP = 'v=0\r\no=- 1 2 IN IP4 192.0.2.77\r\ns=sdp-of-a-call\r\n';
/** Such as sites sign for their visitors: three parts, the first two of JSON. */
const JWT = ['{"alg":"HS256","typ":"JWT"}', '{"sub":"somebody","exp":1}', 'signature']
  .map((part) => Buffer.from(part).toString('base64url'))
  .join('.');

describe('the log after everything', () => {
  let server: ServerProcess;
  let operator: TestOperator;
  let visitor: TestVisitor;
  const resources: AsyncDisposable[] = [];
  beforeAll(async () => {
    const database = await createTestDatabase(testDatabases().at(-1) ?? 'embedded');
    const relay = { TURN_URLS: 'turn:127.0.0.1:3478', TURN_SECRET };
    // The level that says most.
    server = await startServerProcess({ env: { ...database.env, ...relay, LOG_LEVEL: 'trace' } });
    resources.push(server, database);
    operator = await registerOperator(server.url);
    const project = await createProject(server.url, operator);
    visitor = await visit(server.url, project.key, { name: NAME, email: `${NAME}@mail.example` });
  });
  afterAll(async () => {
    for (const resource of resources) await resource[Symbol.asyncDispose]();
  });

  /** A visit with everything in it, by people who mean well. @returns the credentials that a relay takes. */
  async function honestly(): Promise<string[]> {
    const { url } = server;
    const { conversationId, params } = visitor;
    await using phone = deviceOf(url, params);
    await using desk = deviceOf(url, operator.params);
    await phone.api.visitor.start.mutate({ page: { url: `https://shop.example/${PAGE}?token=${JWT}`, title: PAGE } });
    await say(phone.api, conversationId, MESSAGE);
    await desk.api.note.add.mutate({ conversationId, noteId: uuidv7(), text: NOTE });
    const callId = uuidv7();
    await phone.api.call.start.mutate({ conversationId, callId, media: 'audio' });
    await desk.api.call.accept.mutate({ callId });
    const signal = { kind: 'description', type: 'offer', sdp: SDP, gen: 0 } as const;
    await phone.api.call.signal.mutate({ callId, signalId: uuidv7(), signal });
    const iceServers = await phone.api.call.iceServers.query({ callId });
    await phone.api.call.end.mutate({ callId });
    return iceServers
      .flatMap(({ username, credential }) => [username, credential])
      .filter((each) => each !== undefined);
  }

  /** The same secrets, wherever somebody who means harm, or a careless site, may put them. */
  async function hostilely(enemy: Enemy): Promise<void> {
    const { conversationId, params } = visitor;
    const { sessionToken } = operator.params;
    const { password } = operator;
    const email = operator.me.email;
    const json = { method: 'POST', headers: { 'content-type': 'application/json' } };
    const paths = [sessionToken, params.visitorToken, JWT, password, MESSAGE, TURN_SECRET].map(encodeURIComponent);
    for (const secret of paths) {
      await enemy.fetch(`/?token=${secret}`);
      await enemy.fetch(`/trpc/${secret}`);
      await enemy.fetch(`/trpc/health?input=${secret}&token=${secret}`, {
        headers: { authorization: `Bearer ${secret}` },
      });
      await enemy.fetch(`/widget/${secret}.js`);
      await enemy.raw(
        `GET /trpc?token=${secret} HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nX-Secret: ${secret}\r\n\r\n`,
      );
      await enemy.raw(`${secret} / HTTP/1.1\r\nHost: ${secret}[\r\nConnection: close\r\n\r\n`);
      const line = await enemy.line(null);
      line.socket.send(`{"id":null,"method":"connectionParams","data":{"visitorToken":{"x":"${secret}"}}}`);
      line.socket.send(`${secret}{`);
      await line.closed;
    }
    await enemy.fetch('/trpc/account.login', { ...json, body: JSON.stringify({ email, password: `${password}x` }) });
    await enemy.fetch('/trpc/account.login', {
      ...json,
      body: JSON.stringify({ email: [email], password: [password] }),
    });
    const mine = { ...json, headers: { ...json.headers, ...headersOf(params) } };
    const bad = [
      { text: `${MESSAGE}\0` },
      { text: MESSAGE, role: JWT },
      { text: MESSAGE.repeat(200) },
      { text: [MESSAGE] },
    ];
    for (const part of bad) {
      const body = JSON.stringify({ conversationId, messageId: uuidv7(), ...part });
      await enemy.fetch('/trpc/message.send', { ...mine, body });
    }
    const signal = { kind: 'description', type: 'offer', sdp: SDP.repeat(2_000), gen: 0 };
    await enemy.fetch('/trpc/call.signal', {
      ...mine,
      body: JSON.stringify({ callId: uuidv7(), signalId: uuidv7(), signal }),
    });
    await enemy.fetch('/trpc/visitor.start', {
      ...mine,
      body: JSON.stringify({ attributes: { name: { x: NAME } }, page: PAGE }),
    });
  }

  test('[AU2] case 80: no token, text, name, page, session description or secret of the relay is in it', async () => {
    const credentials = await honestly();
    ok(credentials.length > 0);
    await using enemy = new Enemy(server.url);
    await hostilely(enemy);
    // Whatever was logged of all that is written when this is answered.
    await overHttp(server.url, operator.params).account.me.query();
    const log = server.logs().join('\n');
    ok(log.split('\n').length > 10, 'it says nothing at all');
    const { visitorToken } = visitor.params;
    const { sessionToken } = operator.params;
    const hashes = [visitorToken, sessionToken].map((token) => createHash('sha256').update(token).digest('hex'));
    const relay = createHmac('sha1', TURN_SECRET)
      .update(credentials[0] ?? '')
      .digest('base64');
    const email = [operator.me.email, `${NAME}@`];
    const words = [MESSAGE, NOTE, NAME, PAGE, 'sdp-of-a-call', '192.0.2.77'];
    const secrets = [visitorToken, sessionToken, operator.password, JWT, JWT.split('.')[1] ?? JWT, TURN_SECRET, relay];
    for (const each of [...secrets, ...hashes, ...credentials, ...email, ...words])
      ok(!log.includes(each), `the log has ${each}: ${log.split('\n').find((line) => line.includes(each)) ?? ''}`);
    ok(!/\bp(?:ss|vt|ch|rs|in)_[\w-]{20}/.test(log));
    ok(!/\beyJ[\w-]+\.[\w-]+\./.test(log));
  });
});
