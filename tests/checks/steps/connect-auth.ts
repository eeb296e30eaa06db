import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { v7 as uuidv7 } from 'uuid';
import type { ConnectionParams } from '@parley/api/contract/inputs';
import { headersOf, overHttp, refusal } from '../../support/api-client.ts';
import {
  createProject,
  deviceOf,
  registerOperator,
  visit,
  type TestOperator,
  type TestVisitor,
} from '../../support/people.ts';
import { RawSocket } from '../../support/raw-socket.ts';
import type { Check } from '../check.ts';
import type { Target } from '../target.ts';
import { manySockets } from './many-sockets.ts';

interface People {
  operator: TestOperator;
  visitor: TestVisitor;
  /** Of another project. */
  stranger: TestVisitor;
}

export async function connectAuth(check: Check, target: Target): Promise<void> {
  const { url, server } = target;
  if (server === null) check.skip('one listener each at boot', 'the log of PARLEY_URL is not ours to read');
  else {
    await check.step('boot: [BOOT] upgradeListeners=1 requestListeners=1', async () => {
      match(await server.waitForLog((line) => line.includes('[BOOT]')), /upgradeListeners=1 requestListeners=1/);
    });
  }
  const people = await check.step(
    'an operator registers and creates two projects; a visitor starts in each',
    async () => {
      const operator = await registerOperator(url);
      const [ours, others] = await Promise.all([createProject(url, operator), createProject(url, operator)]);
      const [visitor, stranger] = await Promise.all([visit(url, ours.key), visit(url, others.key)]);
      return { operator, visitor, stranger };
    },
  );
  await check.scene('who may connect', () => welcome(check, url, people));
  await check.scene('who may not', () => refused(check, url, people));
  await check.scene('200 sockets at once', () => manySockets(check, target, people.operator, people.visitor));
  await check.scene('afterwards', () => afterwards(check, target, people));
}

async function welcome(check: Check, url: string, { operator, visitor }: People): Promise<void> {
  await check.step('operator connects with his session, over a socket and over HTTP', async () => {
    await using device = deviceOf(url, operator.params);
    deepEqual(await device.api.account.me.query(), operator.me);
    deepEqual(await overHttp(url, operator.params).account.me.query(), operator.me);
  });
  await check.step('visitor connects with the key alone, and is somebody new', async () => {
    await using device = deviceOf(url, { projectKey: visitor.params.projectKey });
    ok((await device.api.visitor.start.mutate({})).visitor.id !== visitor.id);
  });
  await check.step('visitor connects with his token, and is who he was, in his conversation', async () => {
    await using device = deviceOf(url, visitor.params);
    const started = await device.api.visitor.start.mutate({});
    deepEqual([started.visitor.id, started.conversation?.id], [visitor.id, visitor.conversationId]);
    equal(started.visitorToken, visitor.params.visitorToken);
  });
  await check.step('nobody connects without credentials, to sign in', async () => {
    await using device = deviceOf(url, {});
    deepEqual(await device.api.health.query(), { ok: true, protocol: 1 });
    equal(await refusal(device.api.account.me.query()), 'UNAUTHENTICATED');
  });
}

async function refused(check: Check, url: string, people: People): Promise<void> {
  const { operator, visitor, stranger } = people;
  const revoked = await check.step('a revoked session: its open socket is closed with 4401', () =>
    revokedSession(url, operator),
  );
  const { projectKey, visitorToken } = visitor.params;
  const cases: [what: string, params: ConnectionParams, code: number, reason: string, http: number][] = [
    ['a revoked session', revoked, 4401, 'UNAUTHENTICATED', 401],
    ['a session that never was', { sessionToken: 'pss_wrong' }, 4401, 'UNAUTHENTICATED', 401],
    ['a visitor token as a session', { sessionToken: visitorToken }, 4401, 'UNAUTHENTICATED', 401],
    ['a project key that never was', { projectKey: 'pk_wrong' }, 4401, 'UNAUTHENTICATED', 401],
    ['a wrong visitor token', { projectKey, visitorToken: 'pvt_wrong' }, 4401, 'UNAUTHENTICATED', 401],
    ['a visitor token of another project', { ...stranger.params, projectKey }, 4401, 'UNAUTHENTICATED', 401],
    ['a visitor token without its key', { visitorToken }, 4400, 'INVALID_INPUT', 400],
    ['a session and a key at once', { ...operator.params, projectKey }, 4400, 'INVALID_INPUT', 400],
    ['a protocol we do not speak', { ...operator.params, protocol: '999' }, 4400, 'PROTOCOL_VERSION', 400],
  ];
  for (const [what, params, code, reason, http] of cases) {
    await check.step(`${what}: ${code} ${reason}, over HTTP ${http}`, async () => {
      const socket = await RawSocket.open({ url, params });
      deepEqual(await socket.closed, { code, reason });
      const response = await fetch(`${url}/trpc/health`, { headers: headersOf(params) });
      deepEqual([response.status, (await response.text()).includes(`"code":"${reason}"`)], [http, true]);
    });
  }
  const handshakes: [what: string, options: { path?: string; origin?: string }, status: number][] = [
    ['another path', { path: '/other?connectionParams=1' }, 404],
    ['no hello announced', { path: '/trpc' }, 400],
    ['an origin that no project allows', { origin: 'https://elsewhere.example' }, 403],
  ];
  for (const [what, options, status] of handshakes) {
    await check.step(`${what}: no socket, HTTP ${status}`, async () => {
      const handshake = await RawSocket.handshake({ url, params: {}, ...options });
      equal(handshake.status, status);
    });
  }
  await check.step('a socket that says nothing for 10 s: 4408', async () => {
    const socket = await RawSocket.open({ url, params: null });
    equal((await socket.closed).code, 4408);
  });
}

/** Signs in a second time, and out again from there. @returns the params that were good */
async function revokedSession(url: string, { me, password }: TestOperator): Promise<ConnectionParams> {
  const { sessionToken } = await overHttp(url, {}).account.login.mutate({ email: me.email, password });
  const params = { sessionToken, deviceId: uuidv7() };
  await using open = await RawSocket.open({ url, params });
  await open.call('query', 'account.me', undefined);
  await overHttp(url, params).account.logout.mutate();
  deepEqual(await open.closed, { code: 4401, reason: 'UNAUTHENTICATED' });
  return params;
}

async function afterwards(check: Check, { url, server }: Target, { operator }: People): Promise<void> {
  await check.step('the server is alive and answers', async () => {
    equal((await fetch(`${url}/healthz`)).status, 200);
    await using device = deviceOf(url, operator.params);
    deepEqual(await device.api.account.me.query(), operator.me);
  });
  if (server === null)
    return check.skip('the log has no handleUpgrade and no error', 'the log of PARLEY_URL is not ours to read');
  await check.step('it has not been restarted', () =>
    equal(server.logs().filter((line) => line.includes('[BOOT]')).length, 1),
  );
  await check.step('the log has no handleUpgrade and no error', () => {
    deepEqual(
      server.logs().filter((line) => /handleUpgrade|"level":[56]0/.test(line)),
      [],
    );
  });
}
