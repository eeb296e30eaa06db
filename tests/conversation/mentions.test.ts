import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { v7 as uuidv7 } from 'uuid';
import { addMember } from '../access/cast.ts';
import { connectSocket, overHttp, refusal, type Api } from '../support/api-client.ts';
import { testDatabases } from '../support/database.ts';
import { startFresh, type InProcessServer } from '../support/in-process-server.ts';
import { followInbox, registerOperator, say, type TestOperator } from '../support/people.ts';
import { createScene, type Scene } from './scene.ts';

describe.each(testDatabases())('mentions on %s', (kind) => {
  let server: InProcessServer;
  let scene: Scene;
  let karl: TestOperator & { api: Api };
  beforeAll(async () => {
    server = await startFresh(kind);
  });
  beforeEach(async () => {
    scene = await createScene(server);
    karl = await member('Karl');
  });
  afterAll(() => server[Symbol.asyncDispose]());

  async function member(name: string): Promise<TestOperator & { api: Api }> {
    const one = await registerOperator(server.url, name);
    await addMember(server, scene.project.id, one.me.id, 'agent');
    return { ...one, api: overHttp(server.url, one.params) };
  }
  async function asked(): Promise<string> {
    const { api, conversationId } = await scene.enter();
    await say(api, conversationId, 'Hello');
    return conversationId;
  }
  const call = (conversationId: string, mentions: string[], noteId = uuidv7()) =>
    scene.desk.note.add.mutate({ conversationId, noteId, text: 'Look at this', mentions });
  const countOf = async (api: Api) => (await api.inbox.counts.query({ projectId: scene.project.id })).mentions;
  const listOf = async (api: Api) => {
    const { items } = await api.conversation.list.query({ projectId: scene.project.id, mentioned: true });
    return Object.fromEntries(items.map(({ id, mentions }) => [id, mentions]));
  };

  test('[CV5] who is mentioned has it among his mentions until he has seen it, and nobody else has', async () => {
    const [one, two] = [await asked(), await asked()];
    await call(one, [karl.me.id, karl.me.id, scene.operator.me.id]);
    await call(one, [karl.me.id]);
    await call(two, [karl.me.id]);
    await scene.desk.conversation.setStatus.mutate({ conversationId: two, status: 'closed' });
    expect(await countOf(karl.api)).toBe(2);
    expect(await listOf(karl.api)).toEqual({ [one]: 2, [two]: 1 });
    expect([await countOf(scene.desk), await listOf(scene.desk)]).toEqual([0, {}]);
    const { items } = await karl.api.note.list.query({ conversationId: one });
    expect(items[0]).toMatchObject({ mentions: [karl.me.id] });
    await karl.api.note.see.mutate({ conversationId: one, seq: 1 });
    expect([await countOf(karl.api), await listOf(karl.api)]).toEqual([2, { [one]: 1, [two]: 1 }]);
    await karl.api.note.see.mutate({ conversationId: one, seq: 2 });
    expect([await countOf(karl.api), await listOf(karl.api)]).toEqual([1, { [two]: 1 }]);
  });

  test('[CV5] the inbox tells of it, and, on his other devices, that he has seen it', async () => {
    const conversationId = await asked();
    await using device = connectSocket(scene.url, karl.params);
    const heard = followInbox(device.api, scene.project.id, 'now');
    await heard.started;
    await device.api.inbox.counts.query({ projectId: scene.project.id });
    await call(conversationId, [karl.me.id]);
    const note = await heard.until(({ data }) => data.type === 'conversation' && data.what === 'note');
    expect(note.data).toMatchObject({ conversation: { mentions: 1 } });
    await karl.api.note.see.mutate({ conversationId, seq: 1 });
    await karl.api.note.see.mutate({ conversationId, seq: 1 });
    const seen = await heard.until(({ data }) => data.type === 'conversation' && data.what === 'mentions');
    expect(seen.data).toMatchObject({ conversationId, conversation: { mentions: 0 } });
  });

  test('[CV5] whoever is no member is not mentioned, and then there is no note', async () => {
    const conversationId = await asked();
    const stranger = await registerOperator(server.url, 'Otto');
    for (const mentions of [[stranger.me.id], [karl.me.id, uuidv7()]])
      expect(await refusal(call(conversationId, mentions))).toBe('NOT_FOUND');
    expect((await scene.desk.note.list.query({ conversationId })).items).toEqual([]);
    expect(await countOf(karl.api)).toBe(0);
  });

  test('[EL6] [CV5] the same note again is one mention, also when it was seen, or he is gone', async () => {
    const conversationId = await asked();
    const noteId = uuidv7();
    const results = await Promise.all(Array.from({ length: 5 }, () => call(conversationId, [karl.me.id], noteId)));
    expect(results.filter(({ duplicate }) => !duplicate)).toHaveLength(1);
    expect(await listOf(karl.api)).toEqual({ [conversationId]: 1 });
    await karl.api.note.see.mutate({ conversationId, seq: 1 });
    await call(conversationId, [karl.me.id], noteId);
    expect(await countOf(karl.api)).toBe(0);
    await scene.desk.member.remove.mutate({ projectId: scene.project.id, operatorId: karl.me.id });
    expect(await call(conversationId, [karl.me.id], noteId)).toEqual({ ...results[0], duplicate: true });
  });
});
