import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { administer } from '../../packages/api/src/account/administer.ts';
import { overHttp, refusal } from '../support/api-client.ts';
import { testDatabases } from '../support/database.ts';
import { startFresh, type InProcessServer } from '../support/in-process-server.ts';
import { registerOperator, signIn } from '../support/people.ts';
import { RawSocket } from '../support/raw-socket.ts';
import { untilBlocked } from '../support/until-blocked.ts';
import { addMember } from '../access/cast.ts';

const REVOKED = { code: 4401, reason: 'UNAUTHENTICATED' };
const NEW = 'a new one, and longer';

/** Each sign-in and each account costs its hash, and a busy machine takes its time. */
const HASHING_MS = 120_000;

describe.each(testDatabases())('passwords on %s', { timeout: HASHING_MS }, (kind) => {
  let server: InProcessServer;
  beforeAll(async () => {
    server = await startFresh(kind, { TRUSTED_PROXIES: '127.0.0.1' });
  });
  afterAll(() => server[Symbol.asyncDispose]());

  const nobody = () => overHttp(server.url, {});
  const register = (password: string, email = `${crypto.randomUUID()}@example.com`, name = 'Wolfgang Amadeus') =>
    nobody().account.register.mutate({ email, password, name });

  test('case 41: the same letters in another Unicode form are the same password', async () => {
    // ﬁ, full-width digits, and an å of two signs.
    const { operator } = await register('ﬁsch１２３ A\u030a');
    await signIn(server.url, { me: operator, password: 'fisch123 Å' });
    expect(await refusal(signIn(server.url, { me: operator, password: 'fisch123 A' }))).toBe('BAD_CREDENTIALS');
  });

  test('case 41: length is counted by characters, as they are hashed', async () => {
    const refused = ['seven 7', '👩👩👩👩👩👩👩', 'x'.repeat(257), 'ﷺ'.repeat(15), 'A\u030a'.repeat(7)];
    for (const password of refused) expect(await refusal(register(password)), password).toBe('INVALID_INPUT');
    const taken = ['👩👩👩👩👩👩👩👩', 'A\u030a'.repeat(256), '👩'.repeat(256), 'ﷺ'.repeat(14), ' '.repeat(7) + 'x'];
    for (const password of taken) {
      const { operator } = await register(password);
      await signIn(server.url, { me: operator, password });
    }
  });

  test('case 41: what everybody tries first is refused, and so is one’s own name or address', async () => {
    const known = ['password', 'PassWord', '12345678', 'iloveyou', 'qwertyuiop', 'trustno1', 'ｐａｓｓｗｏｒｄ'];
    const own = ['wolfgang amadeus', 'amadeus.mozart', 'Amadeus.Mozart@example.com'];
    for (const password of [...known, ...own]) {
      const call = register(password, 'amadeus.mozart@example.com');
      expect(await refusal(call), password).toBe('WEAK_PASSWORD');
    }
  });

  test('[AU1] case 54: a new password ends every other session, closes their sockets, and voids the old one', async () => {
    const { me, password, params } = await registerOperator(server.url);
    const other = { sessionToken: await signIn(server.url, { me, password }) };
    await using open = await RawSocket.open({ url: server.url, params: other });
    await using own = await RawSocket.open({ url: server.url, params });
    await Promise.all([open, own].map((socket) => socket.call('query', 'account.me', undefined)));
    const api = overHttp(server.url, params);
    expect(await refusal(api.account.changePassword.mutate({ password: 'not it', newPassword: NEW }))).toBe(
      'BAD_CREDENTIALS',
    );
    expect(await refusal(api.account.changePassword.mutate({ password, newPassword: 'password' }))).toBe(
      'WEAK_PASSWORD',
    );
    await api.account.changePassword.mutate({ password, newPassword: NEW });
    expect(await open.closed).toEqual(REVOKED);
    expect(await refusal(overHttp(server.url, other).account.me.query())).toBe('UNAUTHENTICATED');
    expect(await own.call('query', 'account.me', undefined)).toContain(me.id);
    expect(await refusal(signIn(server.url, { me, password }))).toBe('BAD_CREDENTIALS');
    await signIn(server.url, { me, password: NEW });
  });

  test('sign-ins with the old password that meet its change leave no session behind', async () => {
    const { me, password, params } = await registerOperator(server.url);
    const input = { email: me.email, password };
    // Of addresses of their own: those that are refused by the change are failures, too.
    const login = (nth: number) => overHttp(server.url, {}, `192.0.2.${nth}`).account.login.mutate(input);
    const outcomes = Promise.allSettled([1, 2, 3, 4].map(login));
    const own = overHttp(server.url, params, '192.0.2.9');
    await own.account.changePassword.mutate({ password, newPassword: NEW });
    for (const outcome of await outcomes) {
      if (outcome.status === 'rejected') continue;
      const call = overHttp(server.url, { sessionToken: outcome.value.sessionToken ?? '' }).account.me.query();
      expect(await refusal(call)).toBe('UNAUTHENTICATED');
    }
    expect(await overHttp(server.url, params).account.sessions.query()).toHaveLength(1);
  });

  describe('a one-time link to a new one', () => {
    async function team() {
      const owner = await registerOperator(server.url, 'Olga');
      const { id: projectId } = await overHttp(server.url, owner.params).project.create.mutate({ name: 'Shop' });
      const member = async (name: string, role: 'owner' | 'admin' | 'agent') => {
        const person = await registerOperator(server.url, name);
        await addMember(server, projectId, person.me.id, role);
        return person;
      };
      return { owner, projectId, member };
    }
    const link = (by: { params: { sessionToken: string } }, projectId: string, operatorId: string) =>
      overHttp(server.url, by.params).account.makeResetLink.mutate({ projectId, operatorId });
    const reset = (token: string, newPassword = NEW) => nobody().account.resetPassword.mutate({ token, newPassword });

    test('is good once, ends all sessions, and is no secret that is stored', async () => {
      const { owner, projectId, member } = await team();
      const agent = await member('Anna', 'agent');
      const { token, expiresAt } = await link(owner, projectId, agent.me.id);
      expect(expiresAt.getTime() - Date.now()).toBeGreaterThan(59 * 60_000);
      expect(expiresAt.getTime() - Date.now()).toBeLessThanOrEqual(60 * 60_000);
      const { db } = server.running.services;
      expect(JSON.stringify(await db.selectFrom('account_token').selectAll().execute())).not.toContain(token);
      await using open = await RawSocket.open({ url: server.url, params: agent.params });
      await open.call('query', 'account.me', undefined);

      expect(await refusal(reset(token, 'password'))).toBe('WEAK_PASSWORD');
      const outcomes = await Promise.allSettled([reset(token), reset(token), reset(token)]);
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      expect(await open.closed).toEqual(REVOKED);
      expect(await refusal(reset(token))).toBe('NOT_FOUND');
      await signIn(server.url, { me: agent.me, password: NEW });
    });

    test.skipIf(kind !== 'server')(
      '[AU1] is all or nothing, and whoever has it open is told before his socket closes',
      async () => {
        const { owner, projectId, member } = await team();
        const agent = await member('Anna', 'agent');
        const { token } = await link(owner, projectId, agent.me.id);
        const { db } = server.running.services;
        await db.deleteFrom('attempt').execute();
        await refusal(signIn(server.url, { me: agent.me, password: 'not it' }));
        await using own = await RawSocket.open({ url: server.url, params: agent.params });
        await own.call('query', 'account.me', undefined);
        const answer = await db.transaction().execute(async (trx) => {
          await trx.selectFrom('attempt').select('key').forUpdate().execute();
          const pending = own.call('mutation', 'account.resetPassword', { token, newPassword: NEW });
          await untilBlocked(db);
          expect((await overHttp(server.url, agent.params).account.me.query()).id).toBe(agent.me.id);
          return { pending };
        });
        expect(await answer.pending).toContain('"result"');
        expect(await own.closed).toEqual(REVOKED);
      },
    );

    test('[AU3] is over when its maker is no more above the member, in whatever project', async () => {
      const { owner, projectId, member } = await team();
      const [agent, admin] = [await member('Anna', 'agent'), await member('Adam', 'admin')];
      const first = await link(admin, projectId, agent.me.id);
      await overHttp(server.url, owner.params).member.remove.mutate({ projectId, operatorId: admin.me.id });
      expect(await refusal(reset(first.token))).toBe('NOT_FOUND');
      const second = await link(owner, projectId, agent.me.id);
      await overHttp(server.url, agent.params).project.create.mutate({ name: 'Of her own' });
      expect(await refusal(reset(second.token))).toBe('NOT_FOUND');
      await signIn(server.url, agent);
    });

    test('[AU3] is over when the member has left, and is in nobody’s care any more', async () => {
      const { owner, projectId, member } = await team();
      const agent = await member('Anna', 'agent');
      const { token } = await link(owner, projectId, agent.me.id);
      await overHttp(server.url, agent.params).member.remove.mutate({ projectId, operatorId: agent.me.id });
      expect(await refusal(reset(token))).toBe('NOT_FOUND');
      await signIn(server.url, agent);
    });

    test('is over after an hour, and with a new password', async () => {
      const { owner, projectId, member } = await team();
      const agent = await member('Anna', 'agent');
      const { token } = await link(owner, projectId, agent.me.id);
      const { db } = server.running.services;
      await db
        .updateTable('account_token')
        .set({ expires_at: new Date() })
        .where('operator_id', '=', agent.me.id)
        .execute();
      expect(await refusal(reset(token))).toBe('NOT_FOUND');
      const again = await link(owner, projectId, agent.me.id);
      const change = { password: agent.password, newPassword: NEW };
      await overHttp(server.url, agent.params).account.changePassword.mutate(change);
      expect(await refusal(reset(again.token))).toBe('NOT_FOUND');
    });

    test('opens no account that is in others’ care as well: who makes it is above the member wherever he is', async () => {
      const { owner, projectId, member } = await team();
      const [admin, other, agent] = [
        await member('Ada', 'admin'),
        await member('Ole', 'owner'),
        await member('Anna', 'agent'),
      ];
      expect(await refusal(link(agent, projectId, admin.me.id))).toBe('FORBIDDEN');
      expect(await refusal(link(admin, projectId, owner.me.id))).toBe('FORBIDDEN');
      expect(await refusal(link(admin, projectId, admin.me.id))).toBe('FORBIDDEN');
      await link(admin, projectId, agent.me.id);
      await link(owner, projectId, other.me.id);
      await overHttp(server.url, agent.params).project.create.mutate({ name: 'His own' });
      expect(await refusal(link(owner, projectId, agent.me.id))).toBe('FORBIDDEN');
      const stranger = await registerOperator(server.url, 'Otto');
      expect(await refusal(link(owner, projectId, stranger.me.id))).toBe('NOT_FOUND');
      expect(await refusal(link(stranger, projectId, agent.me.id))).toBe('NOT_FOUND');
    });

    test('can be made on the server’s own command line, for whoever has nobody above him', async () => {
      const { me } = await registerOperator(server.url, 'Olga');
      const { db } = server.running.services;
      const run = (...args: string[]) => administer(db, 'https://chat.example.com', args);
      const { said } = await run('reset', me.email.toUpperCase());
      const token = /^https:\/\/chat\.example\.com\/reset#(prs_\S+)$/m.exec(said)?.[1] ?? '';
      await reset(token);
      await signIn(server.url, { me, password: NEW });
      expect(await run('reset', 'nobody@example.com')).toMatchObject({ failed: true });
      expect(await run('reset')).toMatchObject({ failed: true });
      expect(await run('second-factor-off', me.email)).toEqual({ said: 'There was no second factor.', failed: false });
    });
  });
});
