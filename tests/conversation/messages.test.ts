import { afterAll, beforeAll, beforeEach, describe, expect, expectTypeOf, test } from 'vitest';
import { v4 as uuidv4, v7 as uuidv7 } from 'uuid';
import type { RecordedConversationEvent } from '@parley/api/contract/events';
import { connectSocket, refusal, type Api } from '../support/api-client.ts';
import { testDatabases } from '../support/database.ts';
import { startFresh, type InProcessServer } from '../support/in-process-server.ts';
import { followConversation, say, textsOf } from '../support/people.ts';
import { Recorder, type Tracked } from '../support/recorder.ts';
import type { NoteEvent } from '@parley/api/contract/events';
import { createScene, type Scene } from './scene.ts';

describe.each(testDatabases())('messages on %s', (kind) => {
  let server: InProcessServer;
  let scene: Scene;
  beforeAll(async () => {
    server = await startFresh(kind);
  });
  beforeEach(async () => {
    scene = await createScene(server);
  });
  afterAll(() => server[Symbol.asyncDispose]());

  test('up to 4,000 characters arrive as they were written; more, none and what cannot be stored are refused', async () => {
    const { api, conversationId } = await scene.enter();
    // An emoji is one character, though two units of UTF-16.
    const longest = '👋'.repeat(2_000) + 'é\n'.repeat(1_000);
    expect([...longest]).toHaveLength(4_000);
    await say(api, conversationId, longest);
    const { items } = await scene.desk.message.list.query({ conversationId });
    expect(items).toMatchObject([{ type: 'message', text: longest }]);
    for (const text of [`${longest}x`, '', '   ', '\n', 'a\0b', '\ud800']) {
      expect(await refusal(say(api, conversationId, text)), JSON.stringify(text.slice(0, 5))).toBe('INVALID_INPUT');
    }
    expect(await refusal(say(api, conversationId, 'x', uuidv4()))).toBe('INVALID_INPUT');
    expect((await scene.desk.message.list.query({ conversationId })).items).toHaveLength(1);
  });

  test('[EL6] the same message sent at once, later, and with other words is stored once, as it first was', async () => {
    const { api, conversationId } = await scene.enter();
    const messageId = uuidv7();
    const send = (text: string) => say(api, conversationId, text, messageId);
    const results = await Promise.all(Array.from({ length: 10 }, () => send('Hello')));
    expect(results.filter(({ duplicate }) => !duplicate)).toHaveLength(1);
    expect(new Set(results.map(({ seq, eventId }) => `${seq} ${eventId}`)).size).toBe(1);
    expect(await send('Other words')).toEqual({ ...results[0], duplicate: true });
    const { items } = await api.message.list.query({ conversationId });
    expect(items).toMatchObject([{ type: 'message', text: 'Hello', messageId }]);
  });

  test('an id that another conversation uses is a message of its own here', async () => {
    const [one, two] = [await scene.enter(), await scene.enter()];
    const messageId = uuidv7();
    await say(one.api, one.conversationId, 'one', messageId);
    expect(await say(two.api, two.conversationId, 'two', messageId)).toMatchObject({ seq: 1, duplicate: false });
  });

  test('[EL3] pages go back to the beginning, and the newest page’s cursor goes on without a gap', async () => {
    const { api, conversationId } = await scene.enter();
    const before = Array.from({ length: 25 }, (_, index) => `before ${index}`);
    for (const text of before) await say(api, conversationId, text);
    const newest = await api.message.list.query({ conversationId, limit: 10 });
    for (const text of ['after 1', 'after 2']) await say(scene.desk, conversationId, text);
    await using socket = connectSocket(scene.url, scene.operator.params);
    const following = followConversation(socket.api, conversationId, newest.cursor ?? undefined);
    expect(textsOf(await following.count(2))).toEqual(['after 1', 'after 2']);

    const read = [...newest.items];
    let page = newest;
    while (page.hasMore) {
      const beforeSeq = read[0]?.seq ?? 0;
      page = await api.message.list.query({ conversationId, beforeSeq, limit: 10 });
      read.unshift(...page.items);
    }
    expect(read.map(({ seq }) => seq)).toEqual(before.map((_text, index) => index + 1));
    expect(read.flatMap((item) => (item.type === 'message' ? [item.text] : []))).toEqual(before);
    expectTypeOf(page.items).toEqualTypeOf<RecordedConversationEvent[]>();
    expect(read[0]?.at).toBeInstanceOf(Date);
  });

  test('an empty conversation is one page without a cursor, and is followed from there', async () => {
    const { api, conversationId, params } = await scene.enter();
    expect(await api.message.list.query({ conversationId })).toEqual({ items: [], hasMore: false, cursor: null });
    await using socket = connectSocket(scene.url, params);
    const heard = followConversation(socket.api, conversationId);
    await heard.started;
    await say(scene.desk, conversationId, 'Hello');
    const [first] = await heard.count(1);
    expect(first?.data).toMatchObject({ type: 'message', seq: 1, text: 'Hello' });
    expect(first?.data.type === 'message' ? first.data.at : null).toBeInstanceOf(Date);
  });

  test('[EL3] `now` begins at the head', async () => {
    const { api, conversationId, params } = await scene.enter();
    await say(api, conversationId, 'past');
    await using socket = connectSocket(scene.url, params);
    const heard = followConversation(socket.api, conversationId, 'now');
    await heard.started;
    // Started is said before the head is looked up; what is asked over the same socket afterwards comes after it.
    await socket.api.conversation.get.query({ conversationId });
    await say(scene.desk, conversationId, 'present');
    await say(scene.desk, conversationId, 'future');
    await heard.until(({ data }) => data.type === 'message' && data.text === 'future');
    expect(textsOf(heard.heard)).not.toContain('past');
  });

  test('[EL4] a cursor of another log begins afresh, and says so', async () => {
    const { api, conversationId, params } = await scene.enter();
    await say(api, conversationId, 'Hello');
    await using socket = connectSocket(scene.url, params);
    for (const foreign of ['1.00000000', '7.0a1b2c3d']) {
      const heard = await followConversation(socket.api, conversationId, foreign).count(2);
      expect(heard.map(({ data }) => data.type)).toEqual(['reset', 'message']);
    }
    const bad = followConversation(socket.api, conversationId, 'not a cursor');
    expect(await refusal(Promise.reject(await bad.failure()))).toBe('INVALID_INPUT');
  });

  test('[AU1] notes are a stream of their own: not in the visitor’s, not in his seq, not in his unread', async () => {
    const { api, conversationId, params } = await scene.enter();
    await say(api, conversationId, 'one');
    await using visitor = connectSocket(scene.url, params);
    await using operator = connectSocket(scene.url, scene.operator.params);
    const thread = followConversation(visitor.api, conversationId);
    const notes = followNotes(operator.api, conversationId);
    const noteId = uuidv7();
    const note = { conversationId, noteId, text: 'he seems nice' };
    const added = await scene.desk.note.add.mutate(note);
    expect(await scene.desk.note.add.mutate(note)).toEqual({ ...added, duplicate: true });
    await say(scene.desk, conversationId, 'two');
    expect(textsOf(await thread.count(2))).toEqual(['one', 'two']);
    expect(thread.heard.map(({ data }) => data.seq)).toEqual([1, 2]);
    expect(await api.conversation.get.query({ conversationId })).toMatchObject({ lastSeq: 2, unread: 1 });
    const [heard] = await notes.count(1);
    expect(heard?.data).toMatchObject({ type: 'note', noteId, text: 'he seems nice', afterSeq: 1, seq: 1 });
    expect((await scene.desk.note.list.query({ conversationId })).items).toEqual([heard?.data]);
    expect(await refusal(visitor.api.note.list.query({ conversationId }))).toBe('FORBIDDEN');
  });
});

function followNotes(api: Api, conversationId: string): Recorder<Tracked<NoteEvent>> {
  const recorder = new Recorder<Tracked<NoteEvent>>();
  api.note.events.subscribe({ conversationId }, recorder.handlers);
  return recorder;
}
