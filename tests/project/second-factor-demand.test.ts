import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { v7 as uuidv7 } from 'uuid';
import type { CallEvent } from '@parley/api/contract/events';
import type { ProjectView, Role } from '@parley/api/contract/views';
import { administer } from '../../packages/api/src/account/administer.ts';
import { addMember } from '../access/cast.ts';
import { HASHING_MS, startNodes, type Nodes } from '../account/two-nodes.ts';
import { overHttp, refusal } from '../support/api-client.ts';
import { codeOf } from '../support/authenticator.ts';
import { testDatabases } from '../support/database.ts';
import { createProject, deviceOf, registerOperator, setUpFactor, visit, type TestOperator } from '../support/people.ts';
import { RawSocket } from '../support/raw-socket.ts';
import { Recorder, type Tracked } from '../support/recorder.ts';
import { untilBlocked } from '../support/until-blocked.ts';

const CHANGED = { code: 4409, reason: 'rights changed' };
const LOCKED = 'SECOND_FACTOR_REQUIRED';

describe.each(testDatabases())('a project that demands a second factor, on %s', { timeout: HASHING_MS }, (kind) => {
  let nodes: Nodes;
  let addresses = 0;
  beforeAll(async () => {
    nodes = await startNodes(kind);
  });
  afterAll(() => nodes[Symbol.asyncDispose]());

  /** Each from another address: codes are counted by it. */
  const as = ({ params }: TestOperator, nth = 0) =>
    overHttp(nodes.url(nth), params, `198.51.100.${(addresses += 1) % 250}`);
  const services = () => nodes.first.running.services;
  const demand = (by: TestOperator, { id }: ProjectView, needed = true) =>
    as(by).project.demandSecondFactor.mutate({ projectId: id, needed });
  const counts = (by: TestOperator, { id }: ProjectView, nth = 0) => as(by, nth).inbox.counts.query({ projectId: id });
  const viewOf = async (by: TestOperator, { id }: ProjectView) =>
    (await as(by).project.list.query()).find((project) => project.id === id);
  const setUp = (person: TestOperator) => setUpFactor(nodes.url(0), person);

  async function member(project: ProjectView, role: Role = 'agent', name = 'Anna'): Promise<TestOperator> {
    const person = await registerOperator(nodes.url(0), name);
    await addMember(nodes.first, project.id, person.me.id, role);
    return person;
  }
  /** Its owner has a second factor. */
  async function shop(): Promise<{ owner: TestOperator; project: ProjectView }> {
    const owner = await registerOperator(nodes.url(0), 'Olga');
    await setUp(owner);
    return { owner, project: await createProject(nodes.url(0), owner, ['https://shop.example']) };
  }

  test('[AU10] an owner without one would be the first to be out: he sets his up first; nobody else decides it', async () => {
    const owner = await registerOperator(nodes.url(0), 'Olga');
    const project = await createProject(nodes.url(0), owner);
    const admin = await member(project, 'admin');
    expect(await refusal(demand(owner, project))).toBe(LOCKED);
    expect(await viewOf(owner, project)).toMatchObject({ needsSecondFactor: false, locked: false });
    await setUp(admin);
    expect(await refusal(demand(admin, project))).toBe('FORBIDDEN');
    await setUp(owner);
    expect(await demand(owner, project)).toMatchObject({ needsSecondFactor: true, locked: false });
    expect(await demand(owner, project, false)).toMatchObject({ needsSecondFactor: false });
  });

  test('[AU10] closes to members without one, also what they have open, and to nobody else; with one it is open at once', async () => {
    const { owner, project } = await shop();
    const [anna, karl] = [await member(project), await member(project)];
    await setUp(karl);
    const own = await createProject(nodes.url(0), anna);
    await using annas = await RawSocket.open({ url: nodes.url(1), params: anna.params });
    await using karls = await RawSocket.open({ url: nodes.url(1), params: karl.params });
    for (const socket of [annas, karls]) await socket.call('query', 'inbox.counts', { projectId: project.id });

    await demand(owner, project);
    expect(await annas.closed).toEqual(CHANGED);
    expect(await karls.call('query', 'inbox.counts', { projectId: project.id }, 2)).toContain('"result"');
    expect(await refusal(counts(anna, project, 1))).toBe(LOCKED);
    expect(await refusal(as(anna).project.get.query({ projectId: project.id }))).toBe(LOCKED);
    expect(await viewOf(anna, project)).toMatchObject({ name: project.name, locked: true, allowedOrigins: [] });
    await counts(anna, own);

    await setUp(anna);
    await counts(anna, project, 1);
    expect(await viewOf(anna, project)).toMatchObject({ locked: false, allowedOrigins: ['https://shop.example'] });
  });

  test('[AU10] a session that has shown no code is out, whatever its account has, until it shows one', async () => {
    const { owner, project } = await shop();
    const anna = await member(project);
    const { secret } = await setUp(anna);
    await demand(owner, project);
    const { db } = services();
    // As a node of the version before has opened it.
    await db.updateTable('session').set({ second_factor_at: null }).where('operator_id', '=', anna.me.id).execute();
    await db.updateTable('second_factor').set({ last_step: 0 }).where('operator_id', '=', anna.me.id).execute();
    expect(await refusal(counts(anna, project))).toBe(LOCKED);
    await as(anna).account.prove.mutate({ code: codeOf(secret) });
    await counts(anna, project);

    const [, other = ''] = (await as(anna).account.renewRecoveryCodes.mutate()).recoveryCodes;
    const { me, password } = anna;
    const { challenge = '' } = await overHttp(nodes.url(0), {}).account.login.mutate({ email: me.email, password });
    const { sessionToken } = await overHttp(nodes.url(0), {}).account.finishLogin.mutate({ challenge, code: other });
    await counts({ ...anna, params: { sessionToken } }, project);
  });

  test.each(['himself', 'the server’s command line'])(
    '[AU10] closes again to who has it turned off, by %s, and he can get back in',
    async (by) => {
      const { owner, project } = await shop();
      await demand(owner, project);
      await using socket = await RawSocket.open({ url: nodes.url(1), params: owner.params });
      await socket.call('query', 'inbox.counts', { projectId: project.id });
      if (by === 'himself') await as(owner).account.disableSecondFactor.mutate();
      else await administer(services().db, '', ['second-factor-off', owner.me.email]);
      expect(await socket.closed).toEqual(CHANGED);
      expect(await refusal(counts(owner, project))).toBe(LOCKED);
      expect(await refusal(demand(owner, project, false))).toBe(LOCKED);
      await setUp(owner);
      await demand(owner, project, false);
    },
  );

  test('[AU10] who accepts an invitation to it is a member, and no further; one by who is out himself is void', async () => {
    const { owner, project } = await shop();
    const admin = await member(project, 'admin');
    const [anna, karl] = [await registerOperator(nodes.url(0)), await registerOperator(nodes.url(0), 'Karl')];
    const invite = (by: TestOperator, { me: { email } }: TestOperator) =>
      as(by).member.invite.mutate({ projectId: project.id, email, role: 'agent' });
    const [good, bad] = [await invite(owner, anna), await invite(admin, karl)];
    await demand(owner, project);
    expect(await as(anna).member.accept.mutate({ token: good.token })).toEqual({ projectId: project.id });
    expect(await viewOf(anna, project)).toMatchObject({ role: 'agent', locked: true });
    expect(await refusal(counts(anna, project))).toBe(LOCKED);
    expect(await refusal(as(karl).member.accept.mutate({ token: bad.token }))).toBe('NOT_FOUND');
    await setUp(admin);
    await as(karl).member.accept.mutate({ token: bad.token });
  });

  test('[AU10] a link to a member’s new password is not made, nor used, by what one is in a project that is closed to one', async () => {
    const { owner, project } = await shop();
    const boss = await member(project, 'owner', 'Boss');
    const anna = await member(project);
    const second = await createProject(nodes.url(0), boss);
    await addMember(nodes.first, second.id, anna.me.id, 'agent');
    const link = () => as(boss).account.makeResetLink.mutate({ projectId: second.id, operatorId: anna.me.id });
    const { token } = await link();
    await demand(owner, project);
    expect(await refusal(link())).toBe('FORBIDDEN');
    const reset = { token, newPassword: 'a new one, and longer' };
    expect(await refusal(overHttp(nodes.url(0), {}).account.resetPassword.mutate(reset))).toBe('NOT_FOUND');
  });

  test.skipIf(kind === 'embedded')('[AU10] who has his turned off while it is being demanded is out, too', async () => {
    const { owner, project } = await shop();
    const anna = await member(project);
    await setUp(anna);
    const other = await registerOperator(nodes.url(0), 'Other');
    await using socket = await RawSocket.open({ url: nodes.url(1), params: anna.params });
    await socket.call('query', 'inbox.counts', { projectId: project.id });
    const { db } = services();
    // Another session of hers, in somebody's hands: turning it off comes as far as that.
    await db.updateTable('session').set({ operator_id: anna.me.id }).where('operator_id', '=', other.me.id).execute();
    const both = await db.transaction().execute(async (trx) => {
      await sql`select from session where operator_id = ${anna.me.id} for update`.execute(trx);
      const off = as(anna, 1).account.disableSecondFactor.mutate();
      await untilBlocked(db);
      const demanded = demand(owner, project);
      await Promise.race([demanded, untilBlocked(db, 2)]);
      return [off, demanded];
    });
    await Promise.all(both);
    expect(await socket.closed).toEqual(CHANGED);
    expect(await refusal(counts(anna, project, 1))).toBe(LOCKED);
  });

  test('[AU10] a call of his ends', async () => {
    const { owner, project } = await shop();
    const anna = await member(project);
    const { params, conversationId } = await visit(nodes.url(0), project.key);
    await using visitor = deviceOf(nodes.url(0), params);
    await using desk = deviceOf(nodes.url(0), anna.params);
    const { id: callId } = await visitor.api.call.start.mutate({ conversationId, callId: uuidv7(), media: 'audio' });
    const heard = new Recorder<Tracked<CallEvent>>();
    visitor.api.call.events.subscribe({ callId }, heard.handlers);
    await desk.api.call.accept.mutate({ callId });
    await demand(owner, project);
    const ended = await heard.until(({ data }) => data.type === 'state' && data.call.state === 'ended');
    // Not by a deadline, as it would in the end.
    expect(ended.data).toMatchObject({ call: { endReason: 'policy' } });
  });
});
