import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ProjectView, Role } from '@parley/api/contract/views';
import { addMember } from '../access/cast.ts';
import { overHttp, refusal, type Api } from '../support/api-client.ts';
import { testDatabases } from '../support/database.ts';
import { startFresh, type InProcessServer } from '../support/in-process-server.ts';
import { createProject, registerOperator, type TestOperator } from '../support/people.ts';
import { rawHttp } from '../support/raw-http.ts';

describe.each(testDatabases())('the settings of a project on %s', (kind) => {
  let server: InProcessServer;
  let owner: TestOperator;
  let project: ProjectView;
  beforeAll(async () => {
    server = await startFresh(kind);
    owner = await registerOperator(server.url);
    project = await createProject(server.url, owner, ['https://shop.example']);
  });
  afterAll(() => server[Symbol.asyncDispose]());

  const as = ({ params }: TestOperator): Api => overHttp(server.url, params);
  async function member(role: Role): Promise<Api> {
    const operator = await registerOperator(server.url);
    await addMember(server, project.id, operator.me.id, role);
    return as(operator);
  }

  test('[CL3] a new project sends its calls through relays only', () => {
    expect(project.relayOnly).toBe(true);
  });

  test('[CL3] a new project’s calls connect when somebody has answered; that is changed alone', async () => {
    expect(project.connectsEarly).toBe(false);
    const { id: projectId } = project;
    const on = await as(owner).project.update.mutate({ projectId, connectsEarly: true });
    expect(on).toEqual({ ...project, connectsEarly: true });
    expect(await as(owner).project.update.mutate({ projectId, connectsEarly: false })).toEqual(project);
  });

  test('relayOnly is changed alone, stays when others are changed, and is there for all members', async () => {
    const { id: projectId } = project;
    const off = await as(owner).project.update.mutate({ projectId, relayOnly: false });
    expect(off).toEqual({ ...project, relayOnly: false });
    const renamed = await as(owner).project.update.mutate({ projectId, name: 'New shop' });
    expect(renamed).toEqual({ ...project, name: 'New shop', relayOnly: false });
    expect((await (await member('viewer')).project.get.query({ projectId })).relayOnly).toBe(false);
    const on = await as(owner).project.update.mutate({ projectId, name: project.name, relayOnly: true });
    expect(on).toEqual(project);
  });

  test('[AU1] admins change it; agents, viewers and strangers do not', async () => {
    const change = { projectId: project.id, relayOnly: false };
    for (const role of ['agent', 'viewer'] as const) {
      expect(await refusal((await member(role)).project.update.mutate(change)), role).toBe('FORBIDDEN');
    }
    expect(await refusal(as(await registerOperator(server.url)).project.update.mutate(change))).toBe('NOT_FOUND');
    expect((await as(owner).project.get.query({ projectId: project.id })).relayOnly).toBe(true);
    const admin = await member('admin');
    expect((await admin.project.update.mutate(change)).relayOnly).toBe(false);
    await admin.project.update.mutate({ ...change, relayOnly: true });
  });

  test.each(['yes', 1, null])('%j is neither on nor off', async (relayOnly) => {
    const headers = { authorization: `Bearer ${owner.params.sessionToken}` };
    const input = { projectId: project.id, relayOnly };
    const { status, body } = await rawHttp(server.url, 'mutation', 'project.update', input, headers);
    expect([status, body.includes('INVALID_INPUT')]).toEqual([400, true]);
  });
});
