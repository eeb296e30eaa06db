import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { administer } from '../../packages/api/src/account/administer.ts';
import { LIMITS } from '@parley/api/contract/wire';
import { overHttp, refusal } from '../support/api-client.ts';
import { codeOf } from '../support/authenticator.ts';
import { testDatabases } from '../support/database.ts';
import { registerOperator, setUpFactor, signIn, type TestOperator } from '../support/people.ts';
import { RawSocket } from '../support/raw-socket.ts';
import { HASHING_MS, startNodes, type Nodes } from './two-nodes.ts';

const REVOKED = { code: 4401, reason: 'UNAUTHENTICATED' };
const WRONG = 'BAD_CREDENTIALS';

interface Guarded extends TestOperator {
  secret: string;
  recoveryCodes: string[];
}

describe.each(testDatabases())('the second factor on %s', { timeout: HASHING_MS }, (kind) => {
  let nodes: Nodes;
  let addresses = 0;
  beforeAll(async () => {
    nodes = await startNodes(kind);
  });
  afterAll(() => nodes[Symbol.asyncDispose]());

  const node = (nth: number): string => nodes.url(nth);
  const services = () => nodes.first.running.services;
  /** Each from another address: what is counted here is the factor. */
  const nobody = (nth = 0) => overHttp(node(nth), {}, `192.0.2.${(addresses += 1)}`);
  const as = ({ params }: TestOperator, nth = 0) => overHttp(node(nth), params, `198.51.100.${(addresses += 1)}`);

  async function guarded(): Promise<Guarded> {
    const operator = await registerOperator(node(0));
    return { ...operator, ...(await setUpFactor(node(0), operator)) };
  }
  async function challengeOf({ me, password }: TestOperator, nth = 0): Promise<string> {
    const answer = await nobody(nth).account.login.mutate({ email: me.email, password });
    if (answer.secondFactor !== true) throw new Error('no second factor is asked for');
    return answer.challenge;
  }
  const finish = (challenge: string, code: string, nth = 0) =>
    nobody(nth).account.finishLogin.mutate({ challenge, code });
  /** As if the last code had been taken an hour ago. */
  const forgetStep = ({ me }: TestOperator) =>
    services().db.updateTable('second_factor').set({ last_step: 0 }).where('operator_id', '=', me.id).execute();
  const age = ({ me }: TestOperator) =>
    services().db.updateTable('session').set({ proven_at: null }).where('operator_id', '=', me.id).execute();

  test('what was only shown is asked of nobody; with its first code it is, and what was open before is closed', async () => {
    const operator = await registerOperator(node(0));
    const other = { sessionToken: await signIn(node(0), operator) };
    await using open = await RawSocket.open({ url: node(1), params: other });
    await open.call('query', 'account.me', undefined);
    const first = await as(operator).account.beginSecondFactor.mutate();
    const { secret, uri } = await as(operator).account.beginSecondFactor.mutate();
    expect(new URL(uri).searchParams.get('secret')).toBe(secret);
    await signIn(node(0), operator);
    expect(await refusal(as(operator).account.confirmSecondFactor.mutate({ code: codeOf(first.secret) }))).toBe(WRONG);
    expect(await as(operator).account.security.query()).toMatchObject({ secondFactor: false, recoveryCodesLeft: 0 });

    const { recoveryCodes } = await as(operator).account.confirmSecondFactor.mutate({ code: codeOf(secret) });
    expect(new Set(recoveryCodes).size).toBe(LIMITS.recoveryCodes);
    expect(await open.closed).toEqual(REVOKED);
    expect(await as(operator).account.security.query()).toMatchObject({ secondFactor: true, recoveryCodesLeft: 10 });
    expect(await as(operator).account.sessions.query()).toHaveLength(1);
    expect(await refusal(as(operator).account.beginSecondFactor.mutate())).toBe('FORBIDDEN');
    const stored = JSON.stringify(await services().db.selectFrom('recovery_code').selectAll().execute());
    for (const code of recoveryCodes) expect(stored).not.toContain(code.replaceAll('-', ''));
  });

  test('a password alone opens nothing; with a code it does, once, on any node', async () => {
    const operator = await guarded();
    await forgetStep(operator);
    const challenge = await challengeOf(operator, 0);
    expect(await refusal(overHttp(node(0), { sessionToken: challenge }).account.me.query())).toBe('UNAUTHENTICATED');
    const outcomes = await Promise.allSettled(
      [0, 1, 0, 1].map((nth) => finish(challenge, codeOf(operator.secret), nth)),
    );
    const opened = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
    expect(opened).toHaveLength(1);
    expect(opened[0]?.operator).toEqual(operator.me);
    expect(await overHttp(node(1), { sessionToken: opened[0]?.sessionToken ?? '' }).account.me.query()).toEqual(
      operator.me,
    );
    expect(await refusal(finish(challenge, codeOf(operator.secret, Date.now(), 1)))).toBe('NOT_FOUND');
  });

  test('case 42: a code that was taken is taken no more, nor one before it', async () => {
    const operator = await guarded();
    const now = Date.now();
    const challenge = await challengeOf(operator);
    expect(await refusal(finish(challenge, codeOf(operator.secret, now)))).toBe(WRONG);
    await finish(challenge, codeOf(operator.secret, now, 1));
    const again = await challengeOf(operator, 1);
    for (const ahead of [-1, 0, 1])
      expect(await refusal(finish(again, codeOf(operator.secret, now, ahead), 1))).toBe(WRONG);
  });

  test('case 42: five wrong codes in a quarter of an hour, then none is looked at, on no node and for no challenge', async () => {
    const operator = await guarded();
    await forgetStep(operator);
    for (let nth = 0; nth < 5; nth += 1) {
      const code = nth % 2 === 0 ? '000000' : 'not-a-code';
      expect(await refusal(finish(await challengeOf(operator), code, nth))).toBe(WRONG);
    }
    const challenge = await challengeOf(operator);
    const good = [codeOf(operator.secret), operator.recoveryCodes[0] ?? ''];
    for (const [nth, code] of good.entries()) expect(await refusal(finish(challenge, code, nth))).toBe('RATE_LIMITED');
  });

  test('case 42: after fifty wrong ones in a row a recovery code alone opens, and makes codes good again', async () => {
    const operator = await guarded();
    await forgetStep(operator);
    const { db } = services();
    await db
      .updateTable('second_factor')
      .set({ wrong_in_a_row: 50 })
      .where('operator_id', '=', operator.me.id)
      .execute();
    const challenge = await challengeOf(operator);
    expect(await refusal(finish(challenge, codeOf(operator.secret)))).toBe(WRONG);
    await finish(challenge, operator.recoveryCodes[3] ?? '');
    await finish(await challengeOf(operator), codeOf(operator.secret));
  });

  test('a recovery code opens once, however it is typed, also when it comes twice at once; new ones void the old', async () => {
    const operator = await guarded();
    const [first = '', second = ''] = operator.recoveryCodes;
    const challenges = await Promise.all([challengeOf(operator), challengeOf(operator)]);
    const typed = first.toUpperCase().replaceAll('-', ' ');
    const outcomes = await Promise.allSettled(challenges.map((challenge, nth) => finish(challenge, typed, nth)));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await as(operator).account.security.query()).toMatchObject({ recoveryCodesLeft: 9 });
    const { recoveryCodes } = await as(operator).account.renewRecoveryCodes.mutate();
    expect(recoveryCodes).toHaveLength(LIMITS.recoveryCodes);
    expect(await refusal(finish(await challengeOf(operator), second))).toBe(WRONG);
    await finish(await challengeOf(operator), recoveryCodes[0] ?? '');
  });

  test('a challenge is over after five minutes, with a new password, and with a new factor', async () => {
    const operator = await guarded();
    const [code = '', other = ''] = operator.recoveryCodes;
    const { db } = services();
    const old = await challengeOf(operator);
    await db
      .updateTable('account_token')
      .set({ expires_at: new Date() })
      .where('operator_id', '=', operator.me.id)
      .execute();
    expect(await refusal(finish(old, code))).toBe('NOT_FOUND');
    const before = await challengeOf(operator);
    const change = { password: operator.password, newPassword: 'a new one, and longer' };
    await as(operator).account.changePassword.mutate(change);
    expect(await refusal(finish(before, code))).toBe('NOT_FOUND');
    const again = await challengeOf({ ...operator, password: change.newPassword });
    await as(operator).account.disableSecondFactor.mutate();
    expect(await refusal(finish(again, other))).toBe('NOT_FOUND');
    await signIn(node(0), { ...operator, password: change.newPassword });
  });

  test('case 42: who has it proves by it, and not by the password; who has none, by the password', async () => {
    const plain = await registerOperator(node(0));
    await age(plain);
    expect(await refusal(as(plain).account.beginSecondFactor.mutate())).toBe('PROOF_REQUIRED');
    expect((await as(plain).account.security.query()).provenUntil).toBeNull();
    expect(await refusal(as(plain).account.prove.mutate({ code: '123456' }))).toBe('FORBIDDEN');
    expect(await refusal(as(plain).account.prove.mutate({ password: 'not it' }))).toBe(WRONG);
    await as(plain).account.prove.mutate({ password: plain.password });
    await as(plain, 1).account.beginSecondFactor.mutate();

    const operator = await guarded();
    await forgetStep(operator);
    await age(operator);
    expect(await refusal(as(operator).account.disableSecondFactor.mutate())).toBe('PROOF_REQUIRED');
    expect(await refusal(as(operator).account.prove.mutate({ password: operator.password }))).toBe('FORBIDDEN');
    await as(operator).account.prove.mutate({ code: codeOf(operator.secret) });
    const { provenUntil } = await as(operator).account.security.query();
    expect(provenUntil?.getTime()).toBeGreaterThan(Date.now() + LIMITS.proofMs / 2);
    await as(operator, 1).account.disableSecondFactor.mutate();
    await signIn(node(0), operator);
  });

  test('a proof is of one session, and the password is not guessed by it', async () => {
    const operator = await registerOperator(node(0));
    const other = { ...operator, params: { sessionToken: await signIn(node(0), operator) } };
    await age(operator);
    await as(other).account.prove.mutate({ password: operator.password });
    expect(await refusal(as(operator).account.beginSecondFactor.mutate())).toBe('PROOF_REQUIRED');
    for (let nth = 0; nth < 10; nth += 1)
      expect(await refusal(as(operator, nth).account.prove.mutate({ password: 'not it' }))).toBe(WRONG);
    expect(await refusal(as(operator).account.prove.mutate({ password: operator.password }))).toBe('RATE_LIMITED');
  });

  test('the server’s command line takes it off, for who has lost everything', async () => {
    const operator = await guarded();
    expect(await administer(services().db, '', ['second-factor-off', operator.me.email])).toEqual({
      said: 'The second factor is off.',
      failed: false,
    });
    await signIn(node(0), operator);
  });
});
