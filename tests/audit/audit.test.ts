import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { v7 as uuidv7 } from 'uuid';
import type { AuditVerb } from '@parley/api/contract/audit';
import type { Role } from '@parley/api/contract/views';
import { administer } from '../../packages/api/src/account/administer.ts';
import { createAccountToken } from '../../packages/api/src/account/account-token.queries.ts';
import { dropOldAudit } from '../../packages/api/src/audit/audit.queries.ts';
import { acrossProjects } from '../../packages/api/src/db/scope.ts';
import { administerProjects } from '../../packages/api/src/project/administer.ts';
import { overHttp, refusal } from '../support/api-client.ts';
import { asOwner } from '../support/as-owner.ts';
import { codeOf } from '../support/authenticator.ts';
import { testDatabases } from '../support/database.ts';
import { startFresh, type InProcessServer } from '../support/in-process-server.ts';
import { createProject, registerOperator, setUpFactor, signIn, visit, type TestOperator } from '../support/people.ts';

const HASHING_MS = 120_000;

interface Act {
  verb: AuditVerb;
  act: () => Promise<unknown>;
}

describe.each(testDatabases())('the audit log on %s', { timeout: HASHING_MS }, (kind) => {
  let server: InProcessServer;
  let owner: TestOperator;
  let projectId: string;
  let projectKey: string;
  beforeAll(async () => {
    server = await startFresh(kind);
    owner = await registerOperator(server.url, 'Olga');
    ({ id: projectId, key: projectKey } = await createProject(server.url, owner));
  });
  afterAll(() => server[Symbol.asyncDispose]());

  const root = () => server.running.services.db;
  const db = () => acrossProjects(root());
  const api = ({ params }: TestOperator = owner) => overHttp(server.url, params);
  // From the table: while the project is suspended nobody is told.
  const newest = async () =>
    (
      await db()
        .selectFrom('audit')
        .select('verb')
        .where('project_id', '=', projectId)
        .orderBy('id', 'desc')
        .executeTakeFirstOrThrow()
    ).verb;

  /** A colleague who has come by an invitation. */
  async function join(role: Role = 'agent'): Promise<TestOperator> {
    const colleague = await registerOperator(server.url, 'Karl');
    const { token } = await api().member.invite.mutate({ projectId, email: colleague.me.email, role });
    await api(colleague).member.accept.mutate({ token });
    return colleague;
  }

  async function acts(): Promise<Act[]> {
    const karl = await join();
    const nora = await join();
    const visitor = await visit(server.url, projectKey, { name: 'Vera' });
    const late = await registerOperator(server.url, 'Lena');
    const invited = await api().member.invite.mutate({ projectId, email: 'x@example.com', role: 'agent' });
    const joining = await api().member.invite.mutate({ projectId, email: late.me.email, role: 'agent' });
    const { token: reset } = await createAccountToken(root(), 'reset', nora.me.id, 60_000);
    const { key } = await api().identityKey.make.mutate({ projectId, name: 'first' });
    const talk = { conversationId: visitor.conversationId };
    const of = { projectId, operatorId: karl.me.id };
    const secured = await join('owner');
    await setUpFactor(server.url, secured);
    const demand = (needed: boolean) => api(secured).project.demandSecondFactor.mutate({ projectId, needed });
    return [
      { verb: 'account.signed-in', act: () => signIn(server.url, karl) },
      {
        verb: 'account.password-changed',
        act: () =>
          api(karl).account.changePassword.mutate({ password: karl.password, newPassword: 'another fine one' }),
      },
      {
        verb: 'account.password-reset',
        act: () =>
          overHttp(server.url, {}).account.resetPassword.mutate({ token: reset, newPassword: 'another fine one' }),
      },
      { verb: 'account.reset-link-made', act: () => api().account.makeResetLink.mutate(of) },
      { verb: 'account.reset-link-made', act: () => administer(root(), 'http://localhost', ['reset', owner.me.email]) },
      { verb: 'account.signed-out-elsewhere', act: () => api(karl).account.revokeOtherSessions.mutate() },
      {
        verb: 'account.second-factor-on',
        act: async () => {
          const { secret } = await api(karl).account.beginSecondFactor.mutate();
          await api(karl).account.confirmSecondFactor.mutate({ code: codeOf(secret) });
        },
      },
      { verb: 'account.recovery-codes-renewed', act: () => api(karl).account.renewRecoveryCodes.mutate() },
      { verb: 'account.second-factor-off', act: () => api(karl).account.disableSecondFactor.mutate() },
      {
        verb: 'account.session-revoked',
        act: async () => {
          const session = overHttp(server.url, { sessionToken: await signIn(server.url, owner) });
          const [own] = (await session.account.sessions.query()).filter(({ current }) => current);
          await api().account.revokeSession.mutate({ sessionId: own?.id ?? '' });
        },
      },
      { verb: 'project.renamed', act: () => api().project.update.mutate({ projectId, name: `Shop ${uuidv7()}` }) },
      {
        verb: 'project.origins-changed',
        act: () => api().project.update.mutate({ projectId, allowedOrigins: [`https://${uuidv7()}.example`] }),
      },
      { verb: 'project.calls-changed', act: () => api().project.update.mutate({ projectId, relayOnly: false }) },
      {
        verb: 'project.retention-changed',
        act: () => api().privacy.setRetention.mutate({ projectId, closedAfterDays: 365, anonymousAfterDays: 90 }),
      },
      {
        verb: 'member.invited',
        act: () => api().member.invite.mutate({ projectId, email: 'y@example.com', role: 'agent' }),
      },
      {
        verb: 'member.invitation-revoked',
        act: () => api().member.revokeInvitation.mutate({ projectId, invitationId: invited.id }),
      },
      { verb: 'member.joined', act: () => api(late).member.accept.mutate({ token: joining.token }) },
      { verb: 'member.role-changed', act: () => api().member.changeRole.mutate({ ...of, role: 'admin' }) },
      { verb: 'member.removed', act: () => api().member.remove.mutate(of) },
      { verb: 'identity-key.made', act: () => api().identityKey.make.mutate({ projectId, name: 'second' }) },
      { verb: 'identity-key.revoked', act: () => api().identityKey.revoke.mutate({ projectId, keyId: key.id }) },
      { verb: 'visitor.blocked', act: () => api().conversation.blockVisitor.mutate(talk) },
      { verb: 'visitor.unblocked', act: () => api().conversation.unblockVisitor.mutate(talk) },
      {
        verb: 'visitor.exported',
        act: () => api().privacy.exportVisitor.mutate({ projectId, visitorId: visitor.id, form: 'json' }),
      },
      { verb: 'visitor.erased', act: () => api().privacy.eraseVisitor.mutate({ projectId, visitorId: visitor.id }) },
      { verb: 'project.second-factor-demanded', act: () => demand(true) },
      { verb: 'project.second-factor-left-open', act: () => demand(false) },
      { verb: 'project.suspended', act: () => administerProjects(root(), ['suspend', projectId]) },
      { verb: 'project.resumed', act: () => administerProjects(root(), ['resume', projectId]) },
    ];
  }

  /** All that acts could have changed, as text. */
  async function state(): Promise<string> {
    const tables = [
      'operator',
      'session',
      'account_token',
      'second_factor',
      'recovery_code',
      'member',
      'invitation',
      'visitor',
      'conversation',
      'project',
      'erasure',
    ];
    const parts: string[] = [];
    for (const table of tables) {
      const { rows } = await sql<{ row: string }>`
        select (to_jsonb(t) - 'last_seen_at' - 'proven_at' - 'expires_at')::text as row from ${sql.table(table)} t order by 1`.execute(
        db(),
      );
      parts.push(`${table}: ${rows.map(({ row }) => row).join('\n')}`);
    }
    return parts.join('\n');
  }

  test('[PR2] each act leaves its verb; none happens where that cannot be written', async () => {
    await using refused = {
      [Symbol.asyncDispose]: () => asOwner(root(), sql`drop trigger if exists refuse on audit`),
    };
    for (const { verb, act } of await acts()) {
      const refuse = sql`create or replace function refuse() returns trigger language plpgsql as $$
        begin if new.verb = ${sql.lit(verb)} then raise exception 'no'; end if; return new; end $$`;
      await asOwner(root(), refuse);
      await asOwner(
        root(),
        sql`create or replace trigger refuse before insert on audit for each row execute function refuse()`,
      );
      // Signing in is the way to some of them, and beginning a second factor is none of them.
      const isPrepared = verb === 'account.session-revoked' || verb === 'account.second-factor-on';
      const before = isPrepared ? null : await state();
      await expect(act(), verb).rejects.toThrow();
      if (before !== null) expect(await state(), verb).toBe(before);
      await asOwner(root(), sql`drop trigger refuse on audit`);
      await act();
      expect(await newest(), verb).toBe(verb);
    }
    void refused;
  });

  test('a sign-in that failed is there for an account that there is; of another nothing is', async () => {
    const { email } = owner.me;
    const login = (of: string) =>
      refusal(overHttp(server.url, {}).account.login.mutate({ email: of, password: 'wrong one' }));
    expect(await login(email)).toBe('BAD_CREDENTIALS');
    await expect
      .poll(async () => (await api().audit.list.query({ projectId })).items[0])
      .toMatchObject({
        verb: 'account.sign-in-failed',
        result: 'refused',
        actor: { id: owner.me.id, name: 'Olga' },
      });
    const count = async () => (await db().selectFrom('audit').select('id').execute()).length;
    const before = await count();
    expect(await login(`nobody-${email}`)).toBe('BAD_CREDENTIALS');
    expect(await count()).toBe(before);
  });

  test('[PR2] no statement changes or removes a row before two years; past them it goes', async () => {
    const all = await db().selectFrom('audit').selectAll().execute();
    for (const statement of [sql`update audit set verb = 'x'`, sql`delete from audit`]) {
      await expect(statement.execute(db())).rejects.toThrow(/append-only/);
      await expect(asOwner(root(), statement)).rejects.toThrow(/append-only/);
    }
    await expect(asOwner(root(), sql`truncate audit`)).rejects.toThrow(/append-only/);
    await sql`insert into audit (at, project_id, verb, result)
      values (now() - interval '2 years' - interval '1 day', ${projectId}, 'project.renamed', 'done'),
             (now() - interval '2 years' + interval '1 day', ${projectId}, 'project.renamed', 'done')`.execute(db());
    await db()
      .transaction()
      .execute((trx) => dropOldAudit(trx, 100));
    expect(await db().selectFrom('audit').select('id').execute()).toHaveLength(all.length + 1);
  });

  test('[PR2] it keeps ids, verbs and times, and neither names, addresses nor networks', async () => {
    const columns = Object.keys((await db().selectFrom('audit').selectAll().executeTakeFirst()) ?? {});
    expect(columns.toSorted()).toEqual(['actor_id', 'at', 'id', 'object_id', 'project_id', 'result', 'verb']);
    const text = JSON.stringify(await db().selectFrom('audit').selectAll().execute());
    for (const secret of [owner.me.email, 'Olga', 'Karl', '127.0.0.1']) expect(text).not.toContain(secret);
  });

  test('owners read it in pages, newest first; admins do not', async () => {
    const all = (await api().audit.list.query({ projectId, limit: 100 })).items.map(({ id }) => id);
    const paged: number[] = [];
    for (let cursor: number | null = null; ;) {
      const page: { items: { id: number }[]; nextCursor: number | null } = await api().audit.list.query({
        projectId,
        cursor,
        limit: 7,
      });
      paged.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor;
      if (cursor === null || paged.length >= all.length) break;
    }
    expect(paged.slice(0, all.length)).toEqual(all);
    expect(all).toEqual(all.toSorted((a, b) => b - a));
    const admin = await join();
    await api().member.changeRole.mutate({ projectId, operatorId: admin.me.id, role: 'admin' });
    expect(await refusal(api(admin).audit.list.query({ projectId }))).toBe('FORBIDDEN');
  });
});
