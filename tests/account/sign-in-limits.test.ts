import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { overHttp, refusal, wireErrorOf } from '../support/api-client.ts';
import { testDatabases } from '../support/database.ts';
import { registerOperator, signIn } from '../support/people.ts';
import { rawHttp } from '../support/raw-http.ts';
import { HASHING_MS, startNodes, type Nodes } from './two-nodes.ts';

const BY_ADDRESS = 5;
const BY_ACCOUNT = 10;
const MINUTE = 60_000;

describe.each(testDatabases())('how often one may guess, on %s', { timeout: HASHING_MS }, (kind) => {
  let nodes: Nodes;
  let addresses = 0;
  beforeAll(async () => {
    nodes = await startNodes(kind);
  });
  afterAll(() => nodes[Symbol.asyncDispose]());

  const node = (nth: number): string => nodes.url(nth);
  const address = (): string => `192.0.2.${(addresses += 1)}`;
  const guess = (email: string, from: string, nth = 0, password = 'wrong password') =>
    refusal(overHttp(node(nth), {}, from).account.login.mutate({ email, password }));

  test('five wrong passwords of one address in five minutes, on all nodes together; then it is told when to come again', async () => {
    const here = address();
    const { me, password } = await registerOperator(node(0));
    for (let nth = 0; nth < BY_ADDRESS; nth += 1)
      expect(await guess(`somebody-${nth}@example.com`, here, nth)).toBe('BAD_CREDENTIALS');
    const refused = await overHttp(node(1), {}, here)
      .account.login.mutate({ email: me.email, password })
      .catch(wireErrorOf);
    expect(refused).toMatchObject({ code: 'RATE_LIMITED', retry: true });
    const wait = 'retryAfterMs' in refused ? (refused.retryAfterMs ?? 0) : 0;
    expect(wait).toBeGreaterThan(4 * MINUTE);
    expect(wait).toBeLessThanOrEqual(5 * MINUTE);
    // Nobody else is meant.
    await overHttp(node(1), {}, address()).account.login.mutate({ email: me.email, password });
  });

  test('of a hundred at once, five are looked at', async () => {
    const here = address();
    const outcomes = await Promise.all(
      Array.from({ length: 100 }, (_, nth) => guess(`crowd-${nth}@example.com`, here, nth)),
    );
    expect(outcomes.filter((code) => code === 'BAD_CREDENTIALS')).toHaveLength(BY_ADDRESS);
    expect(new Set(outcomes)).toEqual(new Set(['BAD_CREDENTIALS', 'RATE_LIMITED']));
  });

  test('what is right does not count: an office may come in by one address', async () => {
    const { me, password } = await registerOperator(node(0));
    for (let nth = 0; nth < 2 * BY_ADDRESS; nth += 1) await signIn(node(nth), { me, password });
    expect(await guess(me.email, '127.0.0.1')).toBe('BAD_CREDENTIALS');
  });

  test('IPv6 counts by its /64, and an invented address by nothing', async () => {
    const home = (nth: number): string => `2001:db8:0:7::${nth + 1}`;
    for (let nth = 0; nth < BY_ADDRESS; nth += 1) await guess('six@example.com', home(nth));
    expect(await guess('seven@example.com', home(99))).toBe('RATE_LIMITED');
    expect(await guess('seven@example.com', `2001:db8:0:8::1`)).toBe('BAD_CREDENTIALS');
    expect(await guess('seven@example.com', `198.51.100.1, ${home(99)}`)).toBe('RATE_LIMITED');
  });

  test.each(['one that there is', 'one that there is not'])(
    '[AU1] ten to one account in a quarter of an hour, from wherever: %s',
    async (which) => {
      const { me, password } = await registerOperator(node(0));
      const email = which === 'one that there is' ? me.email : `nobody-${me.email}`;
      for (let nth = 0; nth < BY_ACCOUNT; nth += 1) expect(await guess(email, address(), nth)).toBe('BAD_CREDENTIALS');
      const input = { email, password };
      const { status, body } = await rawHttp(node(0), 'mutation', 'account.login', input, {
        'x-forwarded-for': address(),
      });
      expect(status).toBe(429);
      // The right password is not looked at either, and the answer is the same for an account that there is not.
      expect(body.replace(/"retryAfterMs":\d+/, '"retryAfterMs":0')).toMatchInlineSnapshot(
        `"{"error":{"json":{"message":"too many attempts","code":-32029,"data":{"code":"TOO_MANY_REQUESTS","httpStatus":429,"parley":{"code":"RATE_LIMITED","retry":true,"retryAfterMs":0}}}}}"`,
      );
    },
  );

  test('what counted is over when its time is, and is not kept', async () => {
    const here = address();
    const { db } = nodes.first.running.services;
    for (let nth = 0; nth < BY_ADDRESS; nth += 1) await guess(`old-${nth}@example.com`, here);
    const rows = await db.selectFrom('attempt').selectAll().execute();
    expect(JSON.stringify(rows)).not.toContain(here);
    const past = new Date(Date.now() - 6 * MINUTE);
    await db
      .updateTable('attempt')
      .set({ at: [past], until: past })
      .execute();
    for (let nth = 0; nth < BY_ADDRESS; nth += 1)
      expect(await guess(`new-${nth}@example.com`, here)).toBe('BAD_CREDENTIALS');
    expect(await guess('new@example.com', here)).toBe('RATE_LIMITED');
    const left = await db.selectFrom('attempt').selectAll().where('until', '<', new Date()).execute();
    expect(left.length).toBeLessThan(rows.length);
  });

  test('case 55: what a node has counted another knows that starts later', async () => {
    const here = address();
    for (let nth = 0; nth < BY_ADDRESS; nth += 1) await guess(`late-${nth}@example.com`, here);
    if (kind === 'embedded') return;
    await using later = await nodes.another();
    const call = overHttp(later.url, {}, here).account.login.mutate({
      email: 'late@example.com',
      password: 'wrong one',
    });
    expect(await refusal(call)).toBe('RATE_LIMITED');
  });
});
