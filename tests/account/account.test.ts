import { afterAll, beforeAll, describe, expect, expectTypeOf, test } from 'vitest';
import type { OperatorView, SessionView } from '@parley/api/contract/views';
import { headersOf, overHttp, refusal, type Api } from '../support/api-client.ts';
import { testDatabases } from '../support/database.ts';
import { startFresh, type InProcessServer } from '../support/in-process-server.ts';
import { deviceOf, registerOperator } from '../support/people.ts';
import { rawHttp } from '../support/raw-http.ts';

/** Each sign-in costs its hash, and a busy machine takes its time. */
const HASHING_MS = 120_000;
/** Sign-ins of each kind, in turns; the medians are compared. */
const TIMED = 9;

describe.each(testDatabases())('accounts on %s', (kind) => {
  let server: InProcessServer;
  let nobody: Api;
  beforeAll(async () => {
    server = await startFresh(kind, { TRUSTED_PROXIES: '127.0.0.1' });
    nobody = overHttp(server.url, {});
  });
  afterAll(() => server[Symbol.asyncDispose]());

  test('the first run is over with the first account', async () => {
    await using fresh = await startFresh(kind);
    const api = overHttp(fresh.url, {});
    expect(await api.account.isFirstRun.query()).toEqual({ firstRun: true, registration: 'open' });
    await registerOperator(fresh.url);
    expect(await api.account.isFirstRun.query()).toEqual({ firstRun: false, registration: 'open' });
  });

  test('an address has one account, however it is written', async () => {
    const { me, password } = await registerOperator(server.url);
    const again = { email: me.email.toUpperCase(), password: 'another one', name: 'Anna' };
    expect(await refusal(nobody.account.register.mutate(again))).toBe('EMAIL_TAKEN');
    const signedIn = await nobody.account.login.mutate({ email: me.email.toUpperCase(), password });
    expect(signedIn.operator).toEqual(me);
  });

  test('an address that is registered twenty times at once is registered once', async () => {
    const input = { email: `race@example.com`, password: 'long enough', name: 'Anna' };
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, () =>
        nobody.account.register.mutate(input).then(
          () => 'registered',
          (cause: unknown) => refusal(Promise.reject(cause)),
        ),
      ),
    );
    expect(outcomes.filter((outcome) => outcome === 'registered')).toHaveLength(1);
    expect(new Set(outcomes)).toEqual(new Set(['registered', 'EMAIL_TAKEN']));
  });

  test('[AU1] case 40: a wrong password and an unknown address get the same bytes', async () => {
    const { me } = await registerOperator(server.url);
    const login = (email: string) =>
      rawHttp(server.url, 'mutation', 'account.login', { email, password: 'wrong password' }, {});
    const unknown = await login('nobody@example.com');
    expect(unknown.body).toContain('BAD_CREDENTIALS');
    expect(await login(me.email)).toEqual(unknown);
  });

  test('[AU1] case 40: … and take the same work', { timeout: HASHING_MS }, async () => {
    const { me } = await registerOperator(server.url);
    let addresses = 0;
    const timed = async (email: string): Promise<number> => {
      const started = performance.now();
      // Of an address of its own: it is the hash that is compared, not who is told to come later.
      const anybody = overHttp(server.url, {}, `192.0.2.${(addresses += 1)}`);
      await refusal(anybody.account.login.mutate({ email, password: 'wrong password' }));
      return performance.now() - started;
    };
    const known: number[] = [];
    const unknown: number[] = [];
    for (let round = 0; round < TIMED; round += 1) {
      known.push(await timed(me.email));
      unknown.push(await timed('nobody@example.com'));
    }
    // Without the decoy hash the unknown ones would be ten times as fast.
    const ratio = median(unknown) / median(known);
    expect(ratio).toBeGreaterThan(0.4);
    expect(ratio).toBeLessThan(2.5);
  });

  test('what is not an address, a short password or a long one is refused', async () => {
    const good = { email: 'good@example.com', password: 'long enough', name: 'Anna' };
    const bad = [{ email: 'no address' }, { password: 'short' }, { password: 'x'.repeat(257) }, { name: ' ' }];
    for (const each of bad) {
      expect(await refusal(nobody.account.register.mutate({ ...good, ...each }))).toBe('INVALID_INPUT');
    }
  });

  test('a session knows its owner, when it began, and what it was opened with', async () => {
    const { params, me } = await registerOperator(server.url);
    const { body } = await rawHttp(server.url, 'query', 'account.sessions', undefined, {
      ...headersOf(params),
      'user-agent': 'Phone',
    });
    expect(body).not.toContain('token');
    await using device = deviceOf(server.url, params);
    const sessions = await device.api.account.sessions.query();
    expect(sessions).toMatchObject([{ current: true }]);
    expect(sessions[0]?.createdAt).toBeInstanceOf(Date);
    expect(sessions[0]?.lastSeenAt).toBeInstanceOf(Date);
    expectTypeOf(sessions).toEqualTypeOf<SessionView[]>();
    expectTypeOf(device.api.account.me.query).returns.resolves.toEqualTypeOf<OperatorView>();
    expect(await device.api.account.me.query()).toEqual(me);
  });

  test('[AU2] neither passwords nor tokens are stored', async () => {
    const { params, password, me } = await registerOperator(server.url);
    const { db } = server.running.services;
    const operator = await db.selectFrom('operator').selectAll().where('id', '=', me.id).executeTakeFirstOrThrow();
    const sessions = await db.selectFrom('session').selectAll().where('operator_id', '=', me.id).execute();
    expect(operator.password_hash).toMatch(/^\$argon2id\$v=19\$m=47104,t=1,p=1\$/);
    const rows = JSON.stringify([operator, sessions]);
    for (const secret of [password, params.sessionToken]) expect(rows).not.toContain(secret);
  });
});

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
