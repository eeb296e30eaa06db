import {
  createOperatorClient,
  createVisitorClient,
  memoryStorage,
  type Clock,
  type MessageChange,
} from '@parley/client';
import { expect, test } from 'vitest';
import { v7 as uuidv7 } from 'uuid';
import type { RecordedConversationEvent } from '@parley/api/contract/events';
import type { Db } from '../../packages/api/src/db/database.ts';
import { acrossProjects } from '../../packages/api/src/db/scope.ts';
import type { OutboxEntry } from '../../packages/client/src/outbox/outbox-state.ts';
import { SentCheck } from '../../packages/client/src/timeline/sent-check.ts';
import { emptyLog, type StreamLog } from '../../packages/client/src/timeline/stream-log.ts';
import { createTestDatabase } from '../support/database.ts';
import { startInProcess } from '../support/in-process-server.ts';
import { createProject, registerOperator, visit } from '../support/people.ts';
import { FakeClock } from './fake-clock.ts';
import { until } from './parley.ts';

/** What the client waits seconds for comes at once. */
const HASTY: Clock = {
  now: () => Date.now(),
  after(ms, callback) {
    const timer = setTimeout(callback, ms / 100);
    return () => clearTimeout(timer);
  },
};

test('[EL4] what was acknowledged, and lost while the page was being loaded again, comes back', async () => {
  await using database = await createTestDatabase('embedded');
  const storage = memoryStorage();
  const options = { storage, environment: { clock: HASTY } };
  let projectKey = '';
  let conversationId = '';
  {
    await using server = await startInProcess(database);
    ({ key: projectKey } = await createProject(server.url, await registerOperator(server.url)));
    const client = createVisitorClient({ ...options, serverUrl: server.url, projectKey });
    await client.start();
    conversationId = await client.openConversation();
    const thread = client.thread(conversationId);
    await Promise.all(['one', 'two', 'three'].map((text) => thread.send(text).acknowledged));
    const [first] = thread.getSnapshot().items;
    const emoji = { type: 'react', emoji: '👍', on: true } as const;
    for (const change of [{ type: 'edit', text: 'One' }, emoji] as const)
      await thread.change(first?.key ?? '', change).acknowledged;
    await until(thread, ({ lastSeq }) => lastSeq === 5);
    await client.close();
    await loseTail(server.running.services.db, 'stream_id');
  }
  await using server = await startInProcess(database);
  const client = createVisitorClient({ ...options, serverUrl: server.url, projectKey });
  await client.start();
  const thread = client.thread(conversationId);
  const { items } = await until(
    thread,
    (now) => now.lastSeq >= 5 && now.items.some((item) => item.kind === 'message' && item.changes?.pending === false),
  );
  expect(items.map((item) => (item.kind === 'message' ? [item.seq, item.text] : item.kind))).toEqual([
    [1, 'One'],
    [2, 'two'],
    [3, 'three'],
  ]);
  expect(items[0]).toMatchObject({ changes: { pending: false, reactions: [{ emoji: '👍', mine: true }] } });
  await client.close();
});

test('[EL4] a note that was acknowledged, and lost while nobody had it open, comes back', async () => {
  await using database = await createTestDatabase('embedded');
  const storage = memoryStorage();
  const options = { storage, environment: { clock: HASTY } };
  let sessionToken = '';
  let conversationId = '';
  {
    await using server = await startInProcess(database);
    const operator = await registerOperator(server.url);
    ({ sessionToken } = operator.params);
    ({ conversationId } = await visit(server.url, (await createProject(server.url, operator)).key));
    const client = createOperatorClient({ ...options, serverUrl: server.url, sessionToken });
    const thread = client.thread(conversationId);
    await Promise.all(['one', 'two'].map((text) => thread.addNote(text).acknowledged));
    await client.close();
    await loseTail(server.running.services.db, 'notes_stream_id');
  }
  await using server = await startInProcess(database);
  const client = createOperatorClient({ ...options, serverUrl: server.url, sessionToken });
  const { api } = client;
  client.thread(conversationId);
  const heard = Promise.withResolvers<void>();
  const texts: string[] = [];
  api.note.events.subscribe(
    { conversationId },
    {
      onData: ({ data }) => {
        if (data.type === 'note') texts.push(data.text);
        if (texts.length === 2) heard.resolve();
      },
      onError: (cause) => heard.reject(cause),
    },
  );
  await heard.promise;
  expect(texts).toEqual(['one', 'two']);
  await client.close();
});

test('[EL4] a change of a message that a standby has lost, and nobody knows it yet, brings the message back', async () => {
  await using database = await createTestDatabase('embedded');
  await using server = await startInProcess(database);
  const { key: projectKey } = await createProject(server.url, await registerOperator(server.url));
  const client = createVisitorClient({ environment: { clock: HASTY }, serverUrl: server.url, projectKey });
  await client.start();
  const thread = client.thread(await client.openConversation());
  for (const text of ['one', 'two']) await thread.send(text).acknowledged;
  const { items } = await until(thread, ({ lastSeq }) => lastSeq === 2);
  await loseTail(server.running.services.db, 'stream_id');

  await thread.change(items[1]?.key ?? '', { type: 'edit', text: 'Two' }).acknowledged;
  await thread.send('three').acknowledged;
  const { items: back } = await until(thread, (now) => now.lastSeq === 4 && now.items.length === 3);
  expect(back.map((item) => (item.kind === 'message' ? [item.seq, item.text] : item.kind))).toEqual([
    [1, 'one'],
    [2, 'Two'],
    [4, 'three'],
  ]);
  await client.close();
});

/** A standby that was behind has taken over: of the only conversation's stream the first event is all that it has. */
async function loseTail(everything: Db, column: 'stream_id' | 'notes_stream_id'): Promise<void> {
  const db = acrossProjects(everything);
  const { [column]: stream } = await db.selectFrom('conversation').select(column).executeTakeFirstOrThrow();
  await db.deleteFrom('event').where('stream_id', '=', stream).where('seq', '>', 1).execute();
  await db.updateTable('stream').set({ last_seq: 1 }).where('id', '=', stream).execute();
}

function checking(log: StreamLog<RecordedConversationEvent>, said: Partial<OutboxEntry> = {}) {
  const clock = new FakeClock();
  const state = { log, offers: 0 };
  const id = uuidv7();
  const phase = { name: 'sent', seq: 2, duplicate: false, at: 0 } as const;
  const check = new SentCheck({
    clock,
    log: () => state.log,
    entries: () => [{ kind: 'message', id, conversationId: 'c', text: 'hello', writtenAt: 0, phase, ...said }],
    offerAgain: () => (state.offers += 1),
  });
  return { clock, state, id, check };
}

const message = (seq: number, messageId: string): RecordedConversationEvent => ({
  type: 'message',
  seq,
  id: uuidv7(),
  at: new Date(0),
  actor: { kind: 'visitor', id: 'v' },
  messageId,
  text: 'hello',
});

/** Of the first message. */
const changed = (seq: number, change: MessageChange, changeId: string = uuidv7()): RecordedConversationEvent => {
  const said = { seq, id: uuidv7(), at: new Date(0), actor: { kind: 'visitor', id: 'v' } } as const;
  const about = { ...said, changeId, messageId: FIRST, messageSeq: 1 };
  if (change.type === 'edit') return { ...about, type: 'message.edited', text: change.text };
  if (change.type === 'delete') return { ...about, type: 'message.deleted' };
  return { ...about, type: 'message.reacted', emoji: change.emoji, on: change.on };
};
const FIRST = uuidv7();
const EDIT = { type: 'edit', text: 'Hello' } as const;
const DELETE = { type: 'delete' } as const;

const logOf = (...events: RecordedConversationEvent[]): StreamLog<RecordedConversationEvent> => ({
  ...emptyLog<RecordedConversationEvent>(),
  events,
  lastSeq: events.at(-1)?.seq ?? 0,
});

test('[EL4] an acknowledged message in whose place another one stands is offered again at once', () => {
  const { state, check } = checking(logOf(message(1, uuidv7()), message(2, uuidv7())));
  check.look();
  expect(state.offers).toBe(1);
});

test('[EL4] an acknowledged message that nobody brings is offered again after a while; one that comes is not', async () => {
  const lost = checking(logOf(message(1, uuidv7())));
  lost.check.look();
  await lost.clock.pass(4_000);
  expect(lost.state.offers).toBe(0);
  await lost.clock.pass(2_000);
  expect(lost.state.offers).toBe(1);

  const late = checking(logOf(message(1, uuidv7())));
  late.check.look();
  await late.clock.pass(4_000);
  late.state.log = logOf(message(1, uuidv7()), message(2, late.id));
  late.check.look();
  await late.clock.pass(60_000);
  expect(late.state.offers).toBe(0);
});

test('a server that confuses ids is not flooded with what it was given already', async () => {
  const { clock, state, check } = checking(logOf(message(1, uuidv7()), message(2, uuidv7())));
  for (let looks = 0; looks < 10; looks += 1) check.look();
  expect(state.offers).toBe(1);
  await clock.pass(5_000);
  expect(state.offers).toBe(2);
  check.close();
  expect(clock.waiting).toBe(0);
});

test.each([
  ['an edit is lost where another edit stands', EDIT, EDIT, 1],
  ['an edit is lost where a deletion stands', EDIT, DELETE, 1],
  ['a deletion is lost where an edit stands', DELETE, EDIT, 1],
  ['a deletion is there where another one of the same message stands', DELETE, DELETE, 0],
] as const)('[EL4] %s', (_case, own, stands, offers) => {
  const log = logOf(message(1, FIRST), changed(2, stands));
  const { state, check } = checking(log, { kind: 'change', text: '', change: { ...own, messageId: FIRST } });
  check.look();
  expect(state.offers).toBe(offers);
  check.close();
});

test('[EL4] a change that stands in its place is there', () => {
  const id = uuidv7();
  const log = logOf(message(1, FIRST), changed(2, EDIT, id));
  const { state, check } = checking(log, { id, kind: 'change', text: '', change: { ...EDIT, messageId: FIRST } });
  check.look();
  expect(state.offers).toBe(0);
});
