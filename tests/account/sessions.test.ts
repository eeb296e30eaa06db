import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LIMITS } from '@parley/api/contract/wire';
import { overHttp, refusal } from '../support/api-client.ts';
import { testDatabases } from '../support/database.ts';
import { startFresh, type InProcessServer } from '../support/in-process-server.ts';
import { registerOperator, signIn, type TestOperator } from '../support/people.ts';
import { RawSocket } from '../support/raw-socket.ts';

const REVOKED = { code: 4401, reason: 'UNAUTHENTICATED' };
const DAY = 24 * 60 * 60_000;
/** Clocks of this machine and of the database. */
const ABOUT = 60_000;

/** Each sign-in and each account costs its hash, and a busy machine takes its time. */
const HASHING_MS = 120_000;

describe.each(testDatabases())('sessions on %s', { timeout: HASHING_MS }, (kind) => {
  let server: InProcessServer;
  beforeAll(async () => {
    server = await startFresh(kind);
  });
  afterAll(() => server[Symbol.asyncDispose]());

  const rowsOf = ({ me }: TestOperator) =>
    server.running.services.db.selectFrom('session').selectAll().where('operator_id', '=', me.id).execute();
  const set = ({ me }: TestOperator, change: { created_at?: Date; last_seen_at?: Date; expires_at?: Date }) =>
    server.running.services.db.updateTable('session').set(change).where('operator_id', '=', me.id).execute();
  const ago = (ms: number): Date => new Date(Date.now() - ms);

  test('one that nobody uses is over after thirty days; use moves that, up to ninety from its beginning', async () => {
    const operator = await registerOperator(server.url);
    const api = overHttp(server.url, operator.params);
    const [fresh] = await rowsOf(operator);
    expect(Math.abs((fresh?.expires_at.getTime() ?? 0) - Date.now() - 30 * DAY)).toBeLessThan(ABOUT);

    await set(operator, { created_at: ago(40 * DAY), last_seen_at: ago(29 * DAY), expires_at: ago(-DAY) });
    await api.account.me.query();
    const [used] = await rowsOf(operator);
    expect(Math.abs((used?.expires_at.getTime() ?? 0) - Date.now() - 30 * DAY)).toBeLessThan(ABOUT);

    await set(operator, { created_at: ago(89 * DAY), last_seen_at: ago(DAY), expires_at: ago(-DAY) });
    await api.account.me.query();
    const [old] = await rowsOf(operator);
    expect(Math.abs((old?.expires_at.getTime() ?? 0) - Date.now() - DAY)).toBeLessThan(ABOUT);

    await set(operator, { expires_at: ago(1) });
    expect(await refusal(api.account.me.query())).toBe('UNAUTHENTICATED');
  });

  test('one that ends while its socket is open takes it along', async () => {
    const operator = await registerOperator(server.url);
    await using socket = await RawSocket.open({ url: server.url, params: operator.params });
    await socket.call('query', 'account.me', undefined);
    await set(operator, { expires_at: ago(1) });
    expect(await socket.closed).toEqual(REVOKED);
  });

  test('there are ten at most: the one that was used last longest ago gives way, with its sockets', async () => {
    const operator = await registerOperator(server.url);
    await set(operator, { last_seen_at: ago(DAY) });
    await using oldest = await RawSocket.open({ url: server.url, params: operator.params });
    await oldest.call('query', 'account.me', undefined);
    await set(operator, { last_seen_at: ago(DAY) });
    const tokens: string[] = [];
    for (let nth = 0; nth < LIMITS.sessions; nth += 1) tokens.push(await signIn(server.url, operator));
    expect(await oldest.closed).toEqual(REVOKED);
    const [first] = tokens;
    const sessions = await overHttp(server.url, { sessionToken: first ?? '' }).account.sessions.query();
    expect(sessions).toHaveLength(LIMITS.sessions);
  });

  test('twenty that begin at once are ten', async () => {
    const operator = await registerOperator(server.url);
    await Promise.allSettled(Array.from({ length: 20 }, () => signIn(server.url, operator)));
    await signIn(server.url, operator);
    expect((await rowsOf(operator)).length).toBeLessThanOrEqual(LIMITS.sessions);
  });

  test('[AU1] all others are revoked in one go, and their sockets closed; nobody else’s', async () => {
    const [operator, neighbour] = [await registerOperator(server.url), await registerOperator(server.url, 'Nora')];
    const others = await Promise.all([1, 2].map(() => signIn(server.url, operator)));
    const all = [...others.map((sessionToken) => ({ sessionToken })), operator.params, neighbour.params];
    const sockets = await Promise.all(all.map((params) => RawSocket.open({ url: server.url, params })));
    await Promise.all(sockets.map((socket) => socket.call('query', 'account.me', undefined)));
    await overHttp(server.url, operator.params).account.revokeOtherSessions.mutate();
    const [one, two, own, hers] = sockets;
    expect([await one?.closed, await two?.closed]).toEqual([REVOKED, REVOKED]);
    expect(await own?.call('query', 'account.me', undefined)).toContain(operator.me.id);
    expect(await hers?.call('query', 'account.me', undefined)).toContain(neighbour.me.id);
    expect(await overHttp(server.url, operator.params).account.sessions.query()).toMatchObject([{ current: true }]);
    for (const socket of sockets) await socket[Symbol.asyncDispose]();
  });
});
