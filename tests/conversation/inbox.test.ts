import { afterAll, beforeAll, beforeEach, describe, expect, expectTypeOf, test } from 'vitest';
import { v7 as uuidv7 } from 'uuid';
import type { InboxEvent, InboxPointerEvent } from '@parley/api/contract/events';
import type { ConversationView } from '@parley/api/contract/views';
import { connectSocket, refusal } from '../support/api-client.ts';
import { testDatabases } from '../support/database.ts';
import { startFresh, type InProcessServer } from '../support/in-process-server.ts';
import { followInbox, say } from '../support/people.ts';
import type { Tracked } from '../support/recorder.ts';
import { createScene, type Scene, type Visitor } from './scene.ts';

type Filter = { status?: 'open' | 'snoozed' | 'closed'; assignee?: 'me' | 'none' };

describe.each(testDatabases())('the inbox on %s', (kind) => {
  let server: InProcessServer;
  let scene: Scene;
  beforeAll(async () => {
    server = await startFresh(kind);
  });
  beforeEach(async () => {
    scene = await createScene(server);
  });
  afterAll(() => server[Symbol.asyncDispose]());

  /** So many visitors who each have said something. */
  async function crowd(size: number): Promise<Visitor[]> {
    const visitors = await Promise.all(Array.from({ length: size }, () => scene.enter()));
    for (const { api, conversationId } of visitors) await say(api, conversationId, 'Hello');
    return visitors;
  }

  /** All pages of the list; `between` runs after each. */
  async function pages(
    filter: Filter,
    limit: number,
    between: () => Promise<unknown> = async () => undefined,
  ): Promise<ConversationView[]> {
    const all: ConversationView[] = [];
    let cursor: string | null = null;
    do {
      const page: { items: ConversationView[]; nextCursor: string | null } = await scene.desk.conversation.list.query({
        projectId: scene.project.id,
        ...filter,
        limit,
        cursor,
      });
      all.push(...page.items);
      cursor = page.nextCursor;
      await between();
    } while (cursor !== null);
    return all;
  }
  const idsOf = (list: readonly ConversationView[]): string[] => list.map(({ id }) => id);

  test('lists each conversation exactly once over its pages, newest activity first', async () => {
    const visitors = await crowd(12);
    const newestFirst = visitors.map(({ conversationId }) => conversationId).toReversed();
    for (const limit of [1, 5, 12, 100]) expect(idsOf(await pages({}, limit))).toEqual(newestFirst);
  });

  test('under way, what others write moves to the top and hides nobody: list and events together miss nothing', async () => {
    const visitors = await crowd(12);
    const { inboxCursor } = await scene.desk.conversation.list.query({ projectId: scene.project.id, limit: 1 });
    let writer = 0;
    const listed = await pages({}, 4, async () => {
      const { api, conversationId } = visitors[(writer += 5) % 12] ?? raise();
      await say(api, conversationId, 'And another thing');
    });
    expect(new Set(idsOf(listed)).size).toBe(listed.length);
    const inbox = await scene.desk.conversation.list.query({ projectId: scene.project.id, limit: 1 });
    await using socket = connectSocket(scene.url, scene.operator.params);
    const moved = followInbox(socket.api, scene.project.id, inboxCursor ?? undefined);
    await moved.until(({ id }) => id === inbox.inboxCursor);
    const seen = new Set([...idsOf(listed), ...moved.heard.map(({ data }) => pointerOf(data).conversationId)]);
    expect(seen).toEqual(new Set(visitors.map(({ conversationId }) => conversationId)));
  });

  test('filters by status and assignee, and leaves out those in which nothing was said', async () => {
    const [mine, closed, snoozed, waiting] = (await crowd(4)).map(({ conversationId }) => conversationId);
    await scene.enter();
    const { desk, operator } = scene;
    await desk.conversation.assign.mutate({ conversationId: mine ?? '', operatorId: operator.me.id });
    await desk.conversation.setStatus.mutate({ conversationId: closed ?? '', status: 'closed' });
    await desk.conversation.setStatus.mutate({ conversationId: snoozed ?? '', status: 'snoozed' });
    const list = async (filter: Filter) => new Set(idsOf(await pages(filter, 2)));
    expect(await list({})).toEqual(new Set([mine, closed, snoozed, waiting]));
    expect(await list({ status: 'open' })).toEqual(new Set([mine, waiting]));
    expect(await list({ status: 'closed' })).toEqual(new Set([closed]));
    expect(await list({ status: 'snoozed' })).toEqual(new Set([snoozed]));
    expect(await list({ assignee: 'me' })).toEqual(new Set([mine]));
    expect(await list({ status: 'open', assignee: 'none' })).toEqual(new Set([waiting]));
    expect(await desk.inbox.counts.query({ projectId: scene.project.id })).toEqual({
      open: 2,
      mine: 1,
      unassigned: 1,
      closed: 1,
      unread: 3,
      mentions: 0,
    });
  });

  test('counts what is unread until it is read, and again when more comes', async () => {
    const [visitor = raise()] = await crowd(1);
    const { api, conversationId } = visitor;
    const unread = async () => (await scene.desk.inbox.counts.query({ projectId: scene.project.id })).unread;
    expect(await unread()).toBe(1);
    await say(scene.desk, conversationId, 'An answer is not unread');
    await scene.desk.conversation.markRead.mutate({ conversationId, seq: 2 });
    expect(await unread()).toBe(0);
    await say(api, conversationId, 'Thank you');
    expect(await unread()).toBe(1);
  });

  test('[EL2] points to everything that happens, in order, with the conversation as fresh as the pointer or fresher', async () => {
    const { api, conversationId } = await scene.enter('Vera');
    await using socket = connectSocket(scene.url, scene.operator.params);
    const inbox = followInbox(socket.api, scene.project.id);
    await inbox.started;
    const { desk } = scene;
    await say(api, conversationId, 'Hello');
    await desk.conversation.assign.mutate({ conversationId, operatorId: scene.operator.me.id });
    await desk.note.add.mutate({ conversationId, noteId: uuidv7(), text: 'a note' });
    await desk.conversation.markRead.mutate({ conversationId, seq: 1 });
    await desk.conversation.setStatus.mutate({ conversationId, status: 'closed' });
    const pointers = (await inbox.count(5)).map(({ data }) => pointerOf(data));
    expect(pointers.map(({ what, eventSeq }) => [what, eventSeq])).toEqual([
      ['message', 1],
      ['assigned', 2],
      ['note', 1],
      ['receipt', 3],
      ['status', 4],
    ]);
    expect(pointers.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5]);
    for (const { what, eventSeq, conversation } of pointers) {
      if (what !== 'note') expect(conversation.lastSeq).toBeGreaterThanOrEqual(eventSeq);
    }
    const last = pointers.at(-1)?.conversation;
    expect(last).toMatchObject({
      status: 'closed',
      unread: 0,
      lastMessage: { text: 'Hello' },
      visitor: { name: 'Vera' },
    });
    expect(last?.activityAt).toBeInstanceOf(Date);
    expectTypeOf<Tracked<InboxEvent>>().toExtend<(typeof inbox.heard)[number]>();
  });

  test('[EL3] goes on from its cursor without a gap and without a repetition', async () => {
    const [visitor = raise()] = await crowd(1);
    const { api, conversationId } = visitor;
    for (let count = 0; count < 9; count += 1) await say(api, conversationId, `${count}`);
    await using socket = connectSocket(scene.url, scene.operator.params);
    const whole = await followInbox(socket.api, scene.project.id).count(10);
    for (const from of [1, 5, 9]) {
      const rest = await followInbox(socket.api, scene.project.id, whole[from - 1]?.id).count(10 - from);
      expect(rest.map(({ id }) => id)).toEqual(whole.slice(from).map(({ id }) => id));
    }
  });

  test('a page’s cursor that is not one of ours is refused', async () => {
    const list = scene.desk.conversation.list.query({ projectId: scene.project.id, cursor: "1_' or true" });
    expect(await refusal(list)).toBe('INVALID_INPUT');
  });
});

function pointerOf(event: InboxEvent): InboxPointerEvent {
  if (event.type !== 'conversation') throw new Error('nothing has been lost here');
  return event;
}

function raise(): never {
  throw new Error('nobody is there');
}
