import { afterAll, beforeAll, beforeEach, describe, expect, expectTypeOf, test } from 'vitest';
import type { ConversationView, VisitorConversationView } from '@parley/api/contract/views';
import { connectSocket, overHttp, refusal } from '../support/api-client.ts';
import { testDatabases } from '../support/database.ts';
import { startFresh, type InProcessServer } from '../support/in-process-server.ts';
import { followConversation, registerOperator, say } from '../support/people.ts';
import { createScene, type Scene } from './scene.ts';

describe.each(testDatabases())('a conversation on %s', (kind) => {
  let server: InProcessServer;
  let scene: Scene;
  beforeAll(async () => {
    server = await startFresh(kind);
  });
  beforeEach(async () => {
    scene = await createScene(server);
  });
  afterAll(() => server[Symbol.asyncDispose]());

  test('opened a hundred times at once by one visitor is one', async () => {
    const { visitorToken } = await overHttp(scene.url, { projectKey: scene.project.key }).visitor.start.mutate({});
    const api = overHttp(scene.url, { projectKey: scene.project.key, visitorToken });
    const opened = await Promise.all(Array.from({ length: 100 }, () => api.conversation.open.mutate()));
    expect(new Set(opened.map(({ id }) => id)).size).toBe(1);
  });

  test('is what its visitor comes back to, also when it is closed; open gives him a new one then', async () => {
    const { api, conversationId, id } = await scene.enter();
    await say(api, conversationId, 'Hello');
    await scene.desk.conversation.setStatus.mutate({ conversationId, status: 'snoozed' });
    expect((await api.conversation.open.mutate()).id).toBe(conversationId);
    await scene.desk.conversation.setStatus.mutate({ conversationId, status: 'closed' });
    const back = await api.visitor.start.mutate({});
    expect([back.visitor.id, back.conversation?.id, back.conversation?.status]).toEqual([id, conversationId, 'closed']);
    const fresh = await api.conversation.open.mutate();
    expect(fresh.id).not.toBe(conversationId);
    expect((await api.visitor.start.mutate({})).conversation?.id).toBe(fresh.id);
  });

  test('shows each side its own view of it, with real dates', async () => {
    const { api, conversationId, id } = await scene.enter('Vera');
    await say(api, conversationId, 'one');
    await say(api, conversationId, 'two');
    await say(scene.desk, conversationId, 'three');
    const mine = await api.conversation.get.query({ conversationId });
    expect(mine).toMatchObject({
      id: conversationId,
      status: 'open',
      lastSeq: 3,
      unread: 1,
      assignee: null,
      liveCallId: null,
    });
    expect(mine).not.toHaveProperty('visitor');
    const theirs = await scene.desk.conversation.get.query({ conversationId });
    expect(theirs).toMatchObject({
      unread: 2,
      projectId: scene.project.id,
      visitor: { id, name: 'Vera' },
      lastMessage: { text: 'three', from: 'operator', seq: 3 },
    });
    const [listed] = (await scene.desk.conversation.list.query({ projectId: scene.project.id })).items;
    expect(listed).toEqual(theirs);
    for (const at of [listed?.createdAt, listed?.activityAt, listed?.lastMessage?.at, listed?.visitor.lastSeenAt]) {
      expect(at).toBeInstanceOf(Date);
    }
    expectTypeOf(mine).toEqualTypeOf<VisitorConversationView | ConversationView>();
    expectTypeOf(listed).toEqualTypeOf<ConversationView | undefined>();
    expectTypeOf<ConversationView['activityAt']>().toEqualTypeOf<Date>();
  });

  test('is handed to an operator of its project and back, and both sides see by whom', async () => {
    const { api, conversationId } = await scene.enter();
    await using socket = connectSocket(scene.url, scene.operator.params);
    const heard = followConversation(socket.api, conversationId);
    const { id, name } = scene.operator.me;
    await scene.desk.conversation.assign.mutate({ conversationId, operatorId: id });
    expect((await api.conversation.get.query({ conversationId })).assignee).toEqual({ id, name });
    await scene.desk.conversation.assign.mutate({ conversationId, operatorId: null });
    expect((await api.conversation.get.query({ conversationId })).assignee).toBeNull();
    const events = await heard.count(2);
    expect(events.map(({ data }) => data)).toMatchObject([
      { type: 'assigned', operator: { id, name }, actor: { kind: 'operator', id } },
      { type: 'assigned', operator: null, actor: { kind: 'operator', id } },
    ]);
    const outsider = await registerOperator(scene.url, 'Otto');
    const toOutsider = scene.desk.conversation.assign.mutate({ conversationId, operatorId: outsider.me.id });
    expect(await refusal(toOutsider)).toBe('NOT_FOUND');
  });

  test('is closed once, however often it is asked for, and a message of either side opens it again', async () => {
    const { api, conversationId } = await scene.enter();
    const status = async () => (await api.conversation.get.query({ conversationId })).status;
    for (const from of [api, scene.desk]) {
      await say(from, conversationId, 'Hello');
      const { lastSeq } = await api.conversation.get.query({ conversationId });
      await scene.desk.conversation.setStatus.mutate({ conversationId, status: 'closed' });
      await scene.desk.conversation.setStatus.mutate({ conversationId, status: 'closed' });
      expect((await api.conversation.get.query({ conversationId })).lastSeq).toBe(lastSeq + 1);
      expect(await status()).toBe('closed');
      await say(from, conversationId, 'One more thing');
      expect(await status()).toBe('open');
    }
  });

  test('knows how far each side has got and read: never back, never beyond the end, reading is getting', async () => {
    const { api, conversationId } = await scene.enter();
    for (const text of ['one', 'two', 'three']) await say(api, conversationId, text);
    const receipts = async () => (await api.conversation.get.query({ conversationId })).receipts;
    const none = { visitorDelivered: 0, visitorRead: 0, operatorDelivered: 0, operatorRead: 0 };
    await scene.desk.conversation.markDelivered.mutate({ conversationId, seq: 2 });
    expect(await receipts()).toEqual({ ...none, operatorDelivered: 2 });
    await scene.desk.conversation.markRead.mutate({ conversationId, seq: 3 });
    expect(await receipts()).toEqual({ ...none, operatorDelivered: 3, operatorRead: 3 });
    const { lastSeq } = await api.conversation.get.query({ conversationId });
    await scene.desk.conversation.markRead.mutate({ conversationId, seq: 1 });
    await scene.desk.conversation.markDelivered.mutate({ conversationId, seq: 3 });
    expect((await api.conversation.get.query({ conversationId })).lastSeq).toBe(lastSeq);
    await api.conversation.markRead.mutate({ conversationId, seq: 1_000_000 });
    expect((await receipts()).visitorRead).toBe(3);
  });

  test('a receipt is nothing to read: whoever reads nothing new appends nothing', async () => {
    const { api, conversationId } = await scene.enter();
    const head = async () => (await api.conversation.get.query({ conversationId })).lastSeq;
    await api.conversation.markRead.mutate({ conversationId, seq: 1 });
    expect(await head()).toBe(0);
    await say(scene.desk, conversationId, 'Hello');
    for (let nth = 0; nth < 5; nth += 1) {
      for (const side of [api, scene.desk]) {
        const seq = await head();
        await side.conversation.markDelivered.mutate({ conversationId, seq });
        await side.conversation.markRead.mutate({ conversationId, seq });
      }
    }
    // The message, and of each side that it has got and that it has read it.
    expect(await head()).toBe(5);
  });

  test('[EL6] the same receipt many times at once is one', async () => {
    const { api, conversationId } = await scene.enter();
    for (const text of ['one', 'two', 'three']) await say(scene.desk, conversationId, text);
    const read = (seq: number) => api.conversation.markRead.mutate({ conversationId, seq });
    await Promise.all(Array.from({ length: 30 }, () => read(3)));
    expect((await api.conversation.get.query({ conversationId })).lastSeq).toBe(4);
    const { items } = await api.message.list.query({ conversationId });
    expect(items.filter(({ type }) => type === 'receipt')).toHaveLength(1);
  });

  test('receipts that race end at the furthest', async () => {
    const { api, conversationId } = await scene.enter();
    const texts = Array.from({ length: 20 }, (_, index) => `${index}`);
    for (const text of texts) await say(api, conversationId, text);
    const seqs = texts.map((_text, index) => index + 1);
    await Promise.all(seqs.map((seq) => scene.desk.conversation.markRead.mutate({ conversationId, seq })));
    const { receipts, unread } = await scene.desk.conversation.get.query({ conversationId });
    expect([receipts.operatorRead, receipts.operatorDelivered, unread]).toEqual([20, 20, 0]);
  });

  test('has the visitor’s earlier ones beside it, newest first, without those in which nothing was said', async () => {
    const { api, conversationId: first } = await scene.enter();
    const ids = [first];
    for (let count = 0; count < 2; count += 1) {
      const current = ids.at(-1) ?? first;
      await say(api, current, 'Hello');
      await scene.desk.conversation.setStatus.mutate({ conversationId: current, status: 'closed' });
      ids.push((await api.conversation.open.mutate()).id);
    }
    const [oldest, older, silent] = ids;
    const beside = async (conversationId = '') =>
      (await scene.desk.conversation.listForVisitor.query({ conversationId })).map(({ id }) => id);
    expect(await beside(silent)).toEqual([older, oldest]);
    expect(await beside(older)).toEqual([oldest]);
  });
});
