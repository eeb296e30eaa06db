import { createOperatorClient, fillCanned, memoryStorage, type MessageItem, type ThreadSnapshot } from '@parley/client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startFlakyProxy } from './flaky-proxy.ts';
import { startParley, until, type Parley } from './parley.ts';

const messages = ({ items }: ThreadSnapshot): MessageItem[] =>
  items.flatMap((item) => (item.kind === 'message' ? [item] : []));
const find = (snapshot: ThreadSnapshot, key: string): MessageItem | undefined =>
  messages(snapshot).find((item) => item.key === key);
const hasReaction = (snapshot: ThreadSnapshot, key: string, emoji: string): boolean =>
  find(snapshot, key)?.changes?.reactions.some((each) => each.emoji === emoji) ?? false;

describe('what becomes of messages', () => {
  let parley: Parley;
  beforeAll(async () => {
    parley = await startParley({ random: () => Math.random() * 0.2 }, { RATE_LIMIT_FACTOR: '1000' });
  });
  afterAll(() => parley[Symbol.asyncDispose]());

  async function conversation(by = parley.server.url) {
    const visitor = parley.visitor({ serverUrl: by, environment: { random: () => Math.random() * 0.2 } });
    await visitor.start({ attributes: { name: 'Vera' } });
    const visitors = visitor.thread(await visitor.openConversation());
    const { messageId, acknowledged } = visitors.send('Helo');
    await acknowledged;
    return { visitor, visitors, operators: parley.operator.thread(visitors.conversationId), messageId };
  }

  test('[CV2] an edit shows at once here, then there, and the last one stands', async () => {
    const { visitors, operators, messageId } = await conversation();
    await until(visitors, (now) => find(now, messageId)?.seq === 1);
    const edit = visitors.change(messageId, { type: 'edit', text: 'Hello' });
    const shown = await until(visitors, (now) => find(now, messageId)?.text === 'Hello');
    expect(find(shown, messageId)).toMatchObject({ seq: 1, changes: { deleted: false } });
    await edit.acknowledged;
    await visitors.change(messageId, { type: 'edit', text: 'Hello!' }).acknowledged;
    for (const thread of [visitors, operators]) {
      const isSettled = (item: MessageItem | undefined) => item?.text === 'Hello!' && item.changes?.pending === false;
      const now = await until(thread, (each) => isSettled(find(each, messageId)));
      expect(find(now, messageId)?.changes?.editedAt).toBeInstanceOf(Date);
      expect(messages(now)).toHaveLength(1);
    }
  });

  test('[CV2] what is deleted is gone from every thread, also from one that is opened later, and is not unread', async () => {
    const { visitor, visitors, operators, messageId } = await conversation();
    await until(operators, ({ unread }) => unread === 1);
    await visitors.change(messageId, { type: 'delete' }).acknowledged;
    const later = visitor.thread(visitors.conversationId);
    for (const thread of [visitors, operators, later]) {
      const now = await until(thread, (each) => find(each, messageId)?.changes?.deleted === true);
      expect(find(now, messageId)).toMatchObject({ text: '', attachments: [], changes: { reactions: [] } });
      expect(now.unread).toBe(0);
    }
    const refused = visitors.change(messageId, { type: 'edit', text: 'too late' });
    await expect(refused.acknowledged).rejects.toMatchObject({ code: 'MESSAGE_DELETED' });
    expect(find(visitors.getSnapshot(), messageId)).toMatchObject({ text: '', changes: { pending: false } });
  });

  test('[CV3] reactions of both sides are counted once, and each knows its own', async () => {
    const { visitors, operators, messageId } = await conversation();
    const thumb = { type: 'react', emoji: '👍', on: true } as const;
    await Promise.all([thumb, thumb].map((change) => visitors.change(messageId, change).acknowledged));
    await operators.change(messageId, thumb).acknowledged;
    const both = (now: ThreadSnapshot) => find(now, messageId)?.changes?.reactions[0]?.by.length === 2;
    expect(find(await until(visitors, both), messageId)?.changes?.reactions).toMatchObject([
      { emoji: '👍', mine: true, by: [{ kind: 'visitor' }, { kind: 'operator', name: 'Ann' }] },
    ]);
    await operators.change(messageId, { ...thumb, on: false }).acknowledged;
    const one = await until(operators, (now) => find(now, messageId)?.changes?.reactions[0]?.by.length === 1);
    expect(find(one, messageId)?.changes?.reactions).toMatchObject([{ mine: false, by: [{ kind: 'visitor' }] }]);
  });

  test('[CV4] an answer shows what it answers as it is, whether that is loaded or not', async () => {
    const { visitor, visitors, operators, messageId } = await conversation();
    const answer = operators.send('Hello to you', [], { replyTo: messageId });
    await answer.acknowledged;
    const quoteOf = (now: ThreadSnapshot) => find(now, answer.messageId)?.replyTo;
    const shown = await until(visitors, (now) => quoteOf(now)?.state === 'shown');
    expect(quoteOf(shown)).toMatchObject({ messageId, text: 'Helo', from: 'visitor', author: null, seq: 1 });
    // So many that the first is not in the page that is loaded.
    await Promise.all(Array.from({ length: 60 }, (_, index) => visitors.send(`more ${index}`).acknowledged));
    const last = operators.send('Still here', [], { replyTo: messageId });
    await last.acknowledged;
    const later = visitor.thread(visitors.conversationId);
    const far = (now: ThreadSnapshot) => find(now, last.messageId)?.replyTo;
    const loaded = await until(later, (now) => far(now)?.state === 'shown');
    expect([far(loaded)?.text, find(loaded, messageId)]).toEqual(['Helo', undefined]);
    await visitors.change(messageId, { type: 'edit', text: 'Hello' }).acknowledged;
    await until(later, (now) => far(now)?.text === 'Hello');
    await visitors.change(messageId, { type: 'delete' }).acknowledged;
    for (const thread of [later, operators]) await until(thread, (now) => far(now)?.state === 'deleted');
    const lost = operators.send('To nobody', [], { replyTo: answer.messageId.replace(/.{12}$/, '000000000000') });
    await until(operators, (now) => find(now, lost.messageId)?.replyTo?.state === 'gone');
  });

  test('[CV1] [EL6] changes are neither lost nor doubled while the line is cut, and come after what was written before', async () => {
    await using proxy = await startFlakyProxy(parley.server.url);
    const { visitors, operators } = await conversation(proxy.url);
    const written = Array.from({ length: 12 }, (_, index) => {
      const { messageId } = visitors.send(`draft ${index}`);
      const edit = visitors.change(messageId, { type: 'edit', text: `final ${index}` });
      return { messageId, done: [edit, visitors.change(messageId, { type: 'react', emoji: '🎉', on: true })] };
    });
    const acknowledged = written.flatMap(({ done }) => done.map((each) => each.acknowledged));
    for (const [index, each] of acknowledged.entries()) void each.then(() => index % 5 === 3 && proxy.cut());
    const seqs = (await Promise.all(acknowledged)).map(({ seq }) => seq);
    expect(seqs).toEqual(seqs.toSorted((a, b) => a - b));
    expect(new Set(seqs).size).toBe(24);
    for (const thread of [visitors, operators]) {
      const now = await until(thread, ({ lastSeq }) => lastSeq >= (seqs.at(-1) ?? 0));
      const all = await until(thread, (each) => written.every(({ messageId }) => hasReaction(each, messageId, '🎉')));
      expect(written.map(({ messageId }) => find(all, messageId)?.text)).toEqual(
        written.map((_each, index) => `final ${index}`),
      );
      expect(now.items.length).toBeLessThanOrEqual(13);
    }
  });

  test('[EL6] a change that was on its way when the page went is made by the next one', async () => {
    const storage = memoryStorage();
    const { conversationId, messageId } = await (async () => {
      const first = parley.visitor({ storage });
      await first.start();
      const thread = first.thread(await first.openConversation());
      const { messageId: id, acknowledged } = thread.send('Helo');
      await acknowledged;
      await first.close();
      // Nobody sends it any more; it is kept.
      thread.change(id, { type: 'edit', text: 'Hello' });
      return { conversationId: thread.conversationId, messageId: id };
    })();
    const again = parley.visitor({ storage });
    await again.start();
    await until(again.thread(conversationId), (now) => {
      const item = find(now, messageId);
      return item?.text === 'Hello' && item.changes?.pending === false;
    });
  });
});

test('[CV5] a mention is in the inbox of the colleague until he has read it there', async () => {
  await using parley = await startParley({}, {}, 'server');
  const karl = await parley.colleague('karl');
  const visitor = parley.visitor();
  await visitor.start();
  const thread = visitor.thread(await visitor.openConversation());
  await thread.send('Hello').acknowledged;
  const client = createOperatorClient({ serverUrl: parley.server.url, sessionToken: karl.sessionToken });
  const inbox = client.inbox(parley.projectId);
  await until(inbox, ({ items }) => items.length === 1);
  inbox.setFilter('mentions');
  await until(inbox, ({ state, items }) => state === 'ready' && items.length === 0);
  const notes = parley.operator.thread(thread.conversationId);
  await notes.addNote('Please look', [karl.id]).acknowledged;
  const called = await until(inbox, ({ items, counts }) => items.length === 1 && counts?.mentions === 1);
  expect(called.items[0]).toMatchObject({ id: thread.conversationId, mentions: 1 });
  const his = client.thread(thread.conversationId);
  const read = await until(his, ({ items }) => items.some(({ kind }) => kind === 'note'));
  expect(read.items.at(-1)).toMatchObject({ kind: 'note', mentions: [karl.id] });
  his.markRead();
  await until(inbox, ({ items, counts }) => items.length === 0 && counts?.mentions === 0);
  await client.close();
});

test('a canned reply has the names where it says so, and all else as it is', () => {
  const names = { visitor: { name: 'Vera {operator.name} $&' }, operator: { name: 'Ann' } };
  expect(fillCanned('Hi {visitor.name}, I am {operator.name}. {visitor.email} {} {visitor.name}', names)).toBe(
    'Hi Vera {operator.name} $&, I am Ann. {visitor.email} {} Vera {operator.name} $&',
  );
});
