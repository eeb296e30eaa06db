import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { v7 as uuidv7 } from 'uuid';
import { overHttp, refusal } from '../support/api-client.ts';
import { testDatabases } from '../support/database.ts';
import { startFresh, type InProcessServer } from '../support/in-process-server.ts';
import { createProject, registerOperator, type TestOperator } from '../support/people.ts';
import { rawHttp } from '../support/raw-http.ts';

const BY_INVITATION = { REGISTRATION: 'invited' };
const password = 'a sentence that nobody has said';
const someone = (name: string): string => `${name}-${uuidv7()}@example.com`;

describe.each(testDatabases())('accounts by invitation on %s', (kind) => {
  let server: InProcessServer;
  let owner: TestOperator;
  beforeAll(async () => {
    server = await startFresh(kind, BY_INVITATION);
    owner = await registerOperator(server.url);
  });
  afterAll(() => server[Symbol.asyncDispose]());

  const register = (email: string, invitationToken?: string) =>
    overHttp(server.url, {}).account.register.mutate({ email, password, name: 'Ben', invitationToken });

  test('[AU3] after the first account a stranger makes none, and does not learn which addresses have one', async () => {
    const ask = (email: string) =>
      rawHttp(server.url, 'mutation', 'account.register', { email, password, name: 'Ben' }, {});
    const known = await ask(owner.me.email);
    expect(known.body).toContain('FORBIDDEN');
    expect(await ask(someone('unknown'))).toEqual(known);
    expect(await refusal(register(someone('guess'), 'a token that nobody made'))).toBe('FORBIDDEN');
  });

  test('[AU3] an invitation lets in the address that it is for, until it is withdrawn', async () => {
    const project = await createProject(server.url, owner);
    const api = overHttp(server.url, owner.params);
    const email = someone('ben');
    const { token } = await api.member.invite.mutate({ projectId: project.id, email, role: 'agent' });
    expect(await refusal(register(someone('other'), token))).toBe('FORBIDDEN');
    const { sessionToken } = await register(email.toUpperCase(), token);
    expect(await refusal(register(email, token))).toBe('EMAIL_TAKEN');
    await overHttp(server.url, { sessionToken }).member.accept.mutate({ token });
    expect(await refusal(register(email, token))).toBe('FORBIDDEN');

    const withdrawn = { projectId: project.id, email: someone('carla'), role: 'agent' } as const;
    const { id, token: over } = await api.member.invite.mutate(withdrawn);
    await api.member.revokeInvitation.mutate({ projectId: project.id, invitationId: id });
    expect(await refusal(register(withdrawn.email, over))).toBe('FORBIDDEN');
  });

  test('[AU3] an invitation by who may not invite any more makes no account', async () => {
    const { id: projectId } = await createProject(server.url, owner);
    const api = overHttp(server.url, owner.params);
    const admin = { projectId, email: someone('adam'), role: 'admin' } as const;
    const { token } = await api.member.invite.mutate(admin);
    const { operator, sessionToken } = await register(admin.email, token);
    const adam = overHttp(server.url, { sessionToken });
    await adam.member.accept.mutate({ token });
    const friend = { projectId, email: someone('friend'), role: 'agent' } as const;
    const { token: his } = await adam.member.invite.mutate(friend);
    await api.member.changeRole.mutate({ projectId, operatorId: operator.id, role: 'agent' });
    expect(await refusal(register(friend.email, his))).toBe('FORBIDDEN');
  });

  test('[AU3] of those who would all be the first, one is', async () => {
    await using fresh = await startFresh(kind, BY_INVITATION);
    const outcomes = await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        overHttp(fresh.url, {})
          .account.register.mutate({ email: someone(`first-${index}`), password, name: 'Ann' })
          .then(
            () => 'registered',
            (cause: unknown) => refusal(Promise.reject(cause)),
          ),
      ),
    );
    expect(outcomes.toSorted()).toEqual([...Array.from({ length: 7 }, () => 'FORBIDDEN'), 'registered']);
  });

  test('from one network only so many come', async () => {
    await using limited = await startFresh(kind, { REGISTRATION: 'open', RATE_LIMIT_FACTOR: '1' });
    // A password that is refused costs no hash, and counts as well.
    const ask = () =>
      refusal(
        overHttp(limited.url, {}).account.register.mutate({ email: someone('x'), password: '12345678', name: 'X' }),
      );
    const answers: string[] = [];
    for (let each = 0; each < 31; each += 1) answers.push(await ask());
    expect(new Set(answers.slice(0, 30))).toEqual(new Set(['WEAK_PASSWORD']));
    expect(answers[30]).toBe('RATE_LIMITED');
  });
});
