import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { v7 as uuidv7 } from 'uuid';
import type { Role } from '@parley/api/contract/views';
import { LIMITS } from '@parley/api/contract/wire';
import { acrossProjects } from '../../packages/api/src/db/scope.ts';
import { overHttp, refusal } from '../support/api-client.ts';
import { createTestDatabase, testDatabases, type TestDatabase } from '../support/database.ts';
import { startInProcess, type InProcessServer } from '../support/in-process-server.ts';
import { registerOperator, type TestOperator } from '../support/people.ts';
import { addMember } from '../access/cast.ts';

/** Each sign-in and each account costs its hash, and a busy machine takes its time. */
const HASHING_MS = 120_000;

describe.each(testDatabases())('who is in a project, on %s', { timeout: HASHING_MS }, (kind) => {
  let database: TestDatabase;
  let server: InProcessServer;
  /** On a Postgres server another node. */
  let other: InProcessServer;
  beforeAll(async () => {
    database = await createTestDatabase(kind);
    server = await startInProcess(database);
    other = kind === 'server' ? await startInProcess(database) : server;
  });
  afterAll(async () => {
    if (other !== server) await other[Symbol.asyncDispose]();
    await server[Symbol.asyncDispose]();
    await database[Symbol.asyncDispose]();
  });

  const as = ({ params }: TestOperator, { url } = server) => overHttp(url, params);
  interface Team {
    owner: TestOperator;
    projectId: string;
    member: (role: Role) => Promise<TestOperator>;
    roles: () => Promise<Record<string, Role>>;
  }
  async function team(): Promise<Team> {
    const owner = await registerOperator(server.url, 'Olga');
    const { id: projectId } = await as(owner).project.create.mutate({ name: 'Shop' });
    return {
      owner,
      projectId,
      member: async (role) => {
        const person = await registerOperator(server.url, role);
        await addMember(server, projectId, person.me.id, role);
        return person;
      },
      roles: async () => {
        const rows = await acrossProjects(server.running.services.db)
          .selectFrom('member')
          .selectAll()
          .where('project_id', '=', projectId)
          .execute();
        return Object.fromEntries(rows.map(({ operator_id, role }) => [operator_id, role]));
      },
    };
  }
  const change = (by: TestOperator, projectId: string, whose: TestOperator, role: Role, at = server) =>
    as(by, at).member.changeRole.mutate({ projectId, operatorId: whose.me.id, role });
  const remove = (by: TestOperator, projectId: string, who: TestOperator, at = server) =>
    as(by, at).member.remove.mutate({ projectId, operatorId: who.me.id });

  test('members see each other; the address of none is told to anybody else, second factors to owners and admins alone', async () => {
    const { owner, projectId, member } = await team();
    const viewer = await member('viewer');
    const list = await as(owner).member.list.query({ projectId });
    expect(Object.fromEntries(list.map(({ operator, role }) => [operator.email, role]))).toEqual({
      [owner.me.email]: 'owner',
      [viewer.me.email]: 'viewer',
    });
    expect(list.map(({ secondFactor }) => secondFactor)).toEqual([false, false]);
    const seen = await as(viewer).member.list.query({ projectId });
    expect(seen.map(({ secondFactor }) => secondFactor)).toEqual([null, null]);
    expect(await refusal(as(viewer).member.invitations.query({ projectId }))).toBe('FORBIDDEN');
  });

  describe('invitations', () => {
    const invite = (by: TestOperator, projectId: string, email: string, role: Role = 'agent') =>
      as(by).member.invite.mutate({ projectId, email, role });
    const accept = (who: TestOperator, token: string, at = server) => as(who, at).member.accept.mutate({ token });

    test('case 43: one is for one address, once, and is no secret that is stored', async () => {
      const { owner, projectId, roles } = await team();
      const [guest, thief] = [await registerOperator(server.url, 'Gus'), await registerOperator(server.url, 'Theo')];
      const { token, expiresAt } = await invite(owner, projectId, guest.me.email.toUpperCase());
      expect(Math.abs(expiresAt.getTime() - Date.now() - LIMITS.invitationMs)).toBeLessThan(60_000);
      expect(await as(owner).member.invitations.query({ projectId })).toMatchObject([
        { email: guest.me.email, role: 'agent', invitedBy: 'Olga' },
      ]);
      const db = acrossProjects(server.running.services.db);
      expect(JSON.stringify(await db.selectFrom('invitation').selectAll().execute())).not.toContain(token);

      expect(await refusal(accept(thief, token))).toBe('FORBIDDEN');
      const outcomes = await Promise.allSettled([
        accept(guest, token),
        accept(guest, token, other),
        accept(guest, token),
      ]);
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      expect(await refusal(accept(guest, token))).toBe('NOT_FOUND');
      expect(await roles()).toEqual({ [owner.me.id]: 'owner', [guest.me.id]: 'agent' });
      expect(await as(guest).project.get.query({ projectId })).toMatchObject({ role: 'agent' });
      expect(await as(owner).member.invitations.query({ projectId })).toEqual([]);
    });

    test('case 43: none is good that was revoked, is over, or made way for another', async () => {
      const { owner, projectId, roles } = await team();
      const guest = await registerOperator(server.url, 'Gus');
      const revoked = await invite(owner, projectId, guest.me.email);
      await as(owner).member.revokeInvitation.mutate({ projectId, invitationId: revoked.id });
      expect(await refusal(accept(guest, revoked.token))).toBe('NOT_FOUND');
      const replaced = await invite(owner, projectId, guest.me.email, 'viewer');
      const late = await invite(owner, projectId, guest.me.email);
      expect(await refusal(accept(guest, replaced.token))).toBe('NOT_FOUND');
      const db = acrossProjects(server.running.services.db);
      await db.updateTable('invitation').set({ expires_at: new Date() }).where('id', '=', late.id).execute();
      expect(await refusal(accept(guest, late.token))).toBe('NOT_FOUND');
      expect(await as(owner).member.invitations.query({ projectId })).toEqual([]);
      expect(Object.keys(await roles())).toEqual([owner.me.id]);
    });

    test('case 43: none is good whose maker may not make it any more', async () => {
      const { owner, projectId, member, roles } = await team();
      const [admin, second] = [await member('admin'), await member('owner')];
      const [guest, friend] = [await registerOperator(server.url, 'Gus'), await registerOperator(server.url, 'Fred')];
      const asAdmin = await invite(admin, projectId, guest.me.email, 'admin');
      await change(owner, projectId, admin, 'agent');
      expect(await refusal(accept(guest, asAdmin.token))).toBe('NOT_FOUND');
      const asOwner = await invite(second, projectId, friend.me.email, 'owner');
      await change(owner, projectId, second, 'admin');
      expect(await refusal(accept(friend, asOwner.token))).toBe('NOT_FOUND');
      await remove(owner, projectId, second);
      expect(await refusal(accept(friend, asOwner.token))).toBe('NOT_FOUND');
      expect(Object.keys(await roles())).toHaveLength(2);
    });

    test('nobody invites to more than he is, and a member not at all; an address tells nothing about accounts', async () => {
      const { owner, projectId, member } = await team();
      const [admin, agent, viewer] = [await member('admin'), await member('agent'), await member('viewer')];
      for (const low of [agent, viewer])
        expect(await refusal(invite(low, projectId, 'x@example.com', 'viewer'))).toBe('FORBIDDEN');
      expect(await refusal(invite(admin, projectId, 'x@example.com', 'owner'))).toBe('FORBIDDEN');
      expect(await refusal(invite(owner, projectId, agent.me.email))).toBe('INVALID_INPUT');
      const stranger = await registerOperator(server.url, 'Otto');
      expect(await refusal(invite(stranger, projectId, 'x@example.com'))).toBe('NOT_FOUND');
      const known = await invite(admin, projectId, stranger.me.email);
      const unknown = await invite(admin, projectId, `${uuidv7()}@example.com`);
      expect(Object.keys(known)).toEqual(Object.keys(unknown));
    });

    test('there are a hundred at most', async () => {
      const { owner, projectId } = await team();
      const db = acrossProjects(server.running.services.db);
      const row = {
        project_id: projectId,
        role: 'agent',
        invited_by: owner.me.id,
        expires_at: new Date(Date.now() + 60_000),
      } as const;
      const rows = Array.from({ length: LIMITS.invitations }, (_, nth) => ({
        ...row,
        id: uuidv7(),
        email: `${nth}@example.com`,
        token_hash: uuidv7(),
      }));
      await db.insertInto('invitation').values(rows).execute();
      expect(await refusal(invite(owner, projectId, 'one@example.com'))).toBe('TOO_MANY');
      await invite(owner, projectId, '7@example.com');
    });
  });

  describe('roles', () => {
    test('[AU3] case 51: who may make whom what', async () => {
      const { owner, projectId, member, roles } = await team();
      const [admin, agent, viewer] = [await member('admin'), await member('agent'), await member('viewer')];
      const second = await member('admin');
      // Nobody raises himself, and nobody gives what he has not.
      for (const who of [admin, agent, viewer])
        expect(await refusal(change(who, projectId, who, 'owner'))).toBe('FORBIDDEN');
      expect(await refusal(change(admin, projectId, agent, 'owner'))).toBe('FORBIDDEN');
      // Admins look after those below them.
      expect(await refusal(change(admin, projectId, owner, 'agent'))).toBe('FORBIDDEN');
      expect(await refusal(change(admin, projectId, second, 'agent'))).toBe('FORBIDDEN');
      expect(await refusal(remove(admin, projectId, second))).toBe('FORBIDDEN');
      expect(await refusal(remove(admin, projectId, owner))).toBe('FORBIDDEN');
      // Others look after nobody.
      for (const who of [agent, viewer]) {
        expect(await refusal(change(who, projectId, viewer, 'agent'))).toBe('FORBIDDEN');
        expect(await refusal(remove(who, projectId, who === agent ? viewer : agent))).toBe('FORBIDDEN');
      }
      await change(admin, projectId, viewer, 'agent');
      await change(admin, projectId, agent, 'admin');
      await change(owner, projectId, second, 'owner');
      await change(admin, projectId, admin, 'viewer');
      expect(await roles()).toEqual({
        [owner.me.id]: 'owner',
        [admin.me.id]: 'viewer',
        [agent.me.id]: 'admin',
        [viewer.me.id]: 'agent',
        [second.me.id]: 'owner',
      });
    });

    test('[AU3] case 51: the last owner stays one', async () => {
      const { owner, projectId, member } = await team();
      await member('admin');
      expect(await refusal(change(owner, projectId, owner, 'admin'))).toBe('LAST_OWNER');
      expect(await refusal(remove(owner, projectId, owner))).toBe('LAST_OWNER');
      const second = await member('owner');
      await change(second, projectId, owner, 'agent');
      expect(await refusal(remove(second, projectId, second))).toBe('LAST_OWNER');
      expect(await refusal(change(owner, projectId, owner, 'owner'))).toBe('FORBIDDEN');
    });

    test('[AU3] case 51: owners who take each other’s role at once, or leave at once, leave one', async () => {
      for (let round = 0; round < 10; round += 1) {
        const { owner, projectId, member, roles } = await team();
        const second = await member('owner');
        const acts =
          round % 2 === 0
            ? [change(owner, projectId, second, 'viewer'), change(second, projectId, owner, 'viewer', other)]
            : [remove(owner, projectId, owner), remove(second, projectId, second, other)];
        const outcomes = await Promise.allSettled(acts);
        expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
        expect(Object.values(await roles()).filter((role) => role === 'owner')).toHaveLength(1);
      }
    });

    test('[AU3] case 51: who is removed while he raises another has raised nobody, or is not removed yet', async () => {
      for (let round = 0; round < 10; round += 1) {
        const { owner, projectId, member, roles } = await team();
        const [admin, friend] = [await member('admin'), await member('viewer')];
        const [removed, raised] = await Promise.allSettled([
          remove(owner, projectId, admin),
          change(admin, projectId, friend, 'admin', other),
        ]);
        expect(removed.status).toBe('fulfilled');
        expect((await roles())[friend.me.id]).toBe(raised.status === 'fulfilled' ? 'admin' : 'viewer');
        expect(await roles()).not.toHaveProperty(admin.me.id);
      }
    });

    test('anybody may leave, and is a stranger then', async () => {
      const { owner, projectId, member } = await team();
      for (const role of ['viewer', 'agent', 'admin'] as const) {
        const person = await member(role);
        await remove(person, projectId, person);
        expect(await refusal(as(person).project.get.query({ projectId }))).toBe('NOT_FOUND');
        expect(await refusal(remove(owner, projectId, person))).toBe('NOT_FOUND');
      }
    });
  });
});
