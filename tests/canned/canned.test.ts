import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { v7 as uuidv7 } from 'uuid';
import { addMember } from '../access/cast.ts';
import { createScene, type Scene } from '../conversation/scene.ts';
import { overHttp, refusal } from '../support/api-client.ts';
import { testDatabases } from '../support/database.ts';
import { startFresh, type InProcessServer } from '../support/in-process-server.ts';
import { createProject, registerOperator } from '../support/people.ts';

describe.each(testDatabases())('canned replies on %s', (kind) => {
  let server: InProcessServer;
  let scene: Scene;
  beforeAll(async () => {
    server = await startFresh(kind);
  });
  beforeEach(async () => {
    scene = await createScene(server);
  });
  afterAll(() => server[Symbol.asyncDispose]());

  test('admins write them, agents and viewers read them, and the audit log has it', async () => {
    const projectId = scene.project.id;
    const { canned } = scene.desk;
    const made = await canned.make.mutate({ projectId, shortcut: 'hi', text: 'Hello {visitor.name}' });
    expect(made).toMatchObject({ shortcut: 'hi', text: 'Hello {visitor.name}' });
    const change = { projectId, cannedId: made.id, shortcut: 'hello', text: 'Good day' };
    expect(await canned.change.mutate(change)).toMatchObject({ id: made.id, shortcut: 'hello', text: 'Good day' });
    const agent = await registerOperator(server.url, 'Karl');
    await addMember(server, projectId, agent.me.id, 'agent');
    const api = overHttp(server.url, agent.params);
    expect(await api.canned.list.query({ projectId })).toMatchObject([{ id: made.id, text: 'Good day' }]);
    const theirs = [
      () => api.canned.make.mutate({ projectId, shortcut: 'x', text: 'x' }),
      () => api.canned.change.mutate(change),
      () => api.canned.remove.mutate({ projectId, cannedId: made.id }),
    ];
    for (const wish of theirs) expect(await refusal(wish())).toBe('FORBIDDEN');
    await canned.remove.mutate({ projectId, cannedId: made.id });
    expect(await api.canned.list.query({ projectId })).toEqual([]);
    const { items } = await scene.desk.audit.list.query({ projectId });
    const verbs = items.flatMap(({ verb }) => (verb.startsWith('canned-reply.') ? [verb] : []));
    expect(verbs.toReversed()).toEqual(['canned-reply.made', 'canned-reply.changed', 'canned-reply.removed']);
  });

  test('a shortcut is one of its project’s alone, and has no spaces', async () => {
    const projectId = scene.project.id;
    const make = (shortcut: string, of = projectId) =>
      scene.desk.canned.make.mutate({ projectId: of, shortcut, text: 'x' });
    const wishes = await Promise.allSettled([make('hi'), make('hi'), make('hi')]);
    expect(wishes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await refusal(make('hi'))).toBe('SHORTCUT_TAKEN');
    const { id: cannedId } = await make('bye');
    const change = scene.desk.canned.change.mutate({ projectId, cannedId, shortcut: 'hi', text: 'x' });
    expect(await refusal(change)).toBe('SHORTCUT_TAKEN');
    for (const odd of ['', 'two words', 'x'.repeat(41)]) expect(await refusal(make(odd))).toBe('INVALID_INPUT');
    const other = await createProject(server.url, scene.operator);
    await make('hi', other.id);
  });

  test('[AU1] one of another project is none', async () => {
    const other = await createProject(server.url, scene.operator);
    const words = { shortcut: 'hi', text: 'x' };
    const { id: cannedId } = await scene.desk.canned.make.mutate({ projectId: other.id, ...words });
    const projectId = scene.project.id;
    for (const id of [cannedId, uuidv7()]) {
      expect(await refusal(scene.desk.canned.change.mutate({ projectId, cannedId: id, ...words }))).toBe('NOT_FOUND');
      expect(await refusal(scene.desk.canned.remove.mutate({ projectId, cannedId: id }))).toBe('NOT_FOUND');
    }
  });
});
