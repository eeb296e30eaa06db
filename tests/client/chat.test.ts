import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { memoryStorage, type ThreadSnapshot } from '@parley/client';
import { online, startParley, until, type Parley } from './parley.ts';

const texts = ({ items }: ThreadSnapshot) => items.flatMap((item) => ('text' in item ? [item.text] : []));
const stateOf = ({ items }: ThreadSnapshot, text: string) =>
  items.find((item) => item.kind === 'message' && item.text === text)?.kind === 'message'
    ? items.flatMap((item) => (item.kind === 'message' && item.text === text ? [item.state] : []))[0]
    : undefined;

let parley: Parley;
beforeAll(async () => {
  parley = await startParley();
});
afterAll(() => parley[Symbol.asyncDispose]());

async function conversation() {
  const visitor = parley.visitor();
  await visitor.start({ attributes: { name: 'Vera' } });
  const conversationId = await visitor.openConversation();
  const visitors = visitor.thread(conversationId);
  await visitors.send('hello').acknowledged;
  return { visitor, conversationId, visitors, operators: parley.operator.thread(conversationId) };
}

describe('a conversation', () => {
  test('both sides see one thread, and the sender sees how far a message has come', async () => {
    const { visitors, operators } = await conversation();
    await until(visitors, (snapshot) => stateOf(snapshot, 'hello') === 'delivered');
    operators.markRead();
    await until(visitors, (snapshot) => stateOf(snapshot, 'hello') === 'read');
    await operators.send('hi, Vera').acknowledged;
    const seen = await until(visitors, (snapshot) => texts(snapshot).includes('hi, Vera'));
    expect(texts(seen)).toEqual(['hello', 'hi, Vera']);
    expect(seen).toMatchObject({ state: 'ready', unread: 1 });
    visitors.markRead();
    expect(visitors.getSnapshot().unread).toBe(0);
    const read = await until(operators, (snapshot) => stateOf(snapshot, 'hi, Vera') === 'read');
    expect(read.items.flatMap((item) => (item.kind === 'message' ? [item.mine] : []))).toEqual([false, true]);
  });

  test('a note stands in the operators’ thread and never in the visitor’s', async () => {
    const { visitors, operators } = await conversation();
    await operators.addNote('a difficult one').acknowledged;
    await operators.send('hi').acknowledged;
    const mine = await until(operators, (snapshot) => texts(snapshot).length === 3);
    expect(mine.items.map(({ kind }) => kind)).toEqual(['message', 'note', 'message']);
    expect(texts(await until(visitors, (snapshot) => texts(snapshot).includes('hi')))).toEqual(['hello', 'hi']);
  });

  test('who is there and who writes is seen by the other side', async () => {
    const { visitor, visitors, operators } = await conversation();
    await until(visitors, ({ peerOnline }) => peerOnline);
    await until(operators, ({ peerOnline }) => peerOnline);
    visitors.setTyping(true);
    const writing = await until(operators, ({ typing }) => typing.length > 0);
    expect(writing.typing).toMatchObject([{ kind: 'visitor' }]);
    await visitors.send('done').acknowledged;
    await until(operators, ({ typing }) => typing.length === 0);
    await visitor.close();
    await until(operators, ({ peerOnline }) => !peerOnline);
  });

  test('older messages are loaded page by page, without a hole', async () => {
    const { visitors, conversationId } = await conversation();
    const written = Array.from({ length: 120 }, (_, index) => `message ${index}`);
    const sent = written.map((text) => visitors.send(text).acknowledged);
    await Promise.all(sent);
    const fresh = parley.operator.thread(conversationId);
    let snapshot = await until(fresh, ({ state }) => state === 'ready');
    expect(snapshot.hasMore).toBe(true);
    while (snapshot.hasMore) {
      await fresh.loadOlder();
      snapshot = fresh.getSnapshot();
    }
    expect(texts(snapshot)).toEqual(['hello', ...written]);
    expect(snapshot.unread).toBe(121);
    fresh.close();
  });

  test('what the server refuses fails with its code, and can be dropped', async () => {
    const { visitors } = await conversation();
    const { messageId, acknowledged } = visitors.send('x'.repeat(4_001));
    await expect(acknowledged).rejects.toMatchObject({ name: 'ParleyError', code: 'INVALID_INPUT', retry: false });
    await until(visitors, ({ items }) =>
      items.some((item) => item.key === messageId && 'state' in item && item.state === 'failed'),
    );
    visitors.discard(messageId);
    await until(visitors, ({ items }) => !items.some(({ key }) => key === messageId));
  });

  test('a thread that is not ours is an error, and the same one as one that does not exist', async () => {
    const { conversationId } = await conversation();
    const stranger = parley.visitor();
    await stranger.start();
    for (const id of [conversationId, '01890000-0000-7000-8000-000000000000']) {
      const failed = await until(stranger.thread(id), ({ state }) => state === 'error');
      expect(failed.error).toBe('NOT_FOUND');
    }
  });
});

describe('a visitor', () => {
  test('comes back with the storage it left, to the same conversation', async () => {
    const storage = memoryStorage();
    const first = parley.visitor({ storage });
    const { visitor } = await first.start();
    const conversationId = await first.openConversation();
    await first.thread(conversationId).send('hello').acknowledged;
    await first.close();
    const again = await parley.visitor({ storage }).start();
    expect(again.visitor.id).toBe(visitor.id);
    expect(again.conversation?.id).toBe(conversationId);
  });

  test('whose token the server does not know begins anew', async () => {
    const storage = memoryStorage();
    await storage.set('visitor-token', 'of another database');
    const client = parley.visitor({ storage });
    const { visitor } = await client.start();
    expect(visitor.id).toBeTruthy();
    expect(await storage.get('visitor-token')).not.toBe('of another database');
    await online(client.connection, 'websocket');
  });

  test('of an unknown project is refused for good', async () => {
    const client = parley.visitor({ projectKey: 'no-such-project' });
    await expect(client.start()).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    expect(client.connection.getSnapshot()).toEqual({ state: 'closed', reason: 'unauthenticated' });
  });

  test('who is forgotten starts as somebody else', async () => {
    const client = parley.visitor();
    const before = await client.start();
    await client.forget();
    const after = await client.start();
    expect(after.visitor.id).not.toBe(before.visitor.id);
  });
});

describe('the inbox', () => {
  test('shows what happens as it happens: unread, presence, counts, filters', async () => {
    const inbox = parley.operator.inbox(parley.projectId);
    await until(inbox, ({ state }) => state === 'ready');
    const { visitor, conversationId, operators } = await conversation();
    const find = () => inbox.getSnapshot().items.find(({ id }) => id === conversationId);
    await until(inbox, () => find()?.unread === 1 && find()?.visitorOnline === true);
    expect(inbox.getSnapshot().items[0]?.id).toBe(conversationId);
    await until(operators, ({ state }) => state === 'ready');
    operators.markRead();
    await until(inbox, () => find()?.unread === 0);

    const me = await parley.operator.api.account.me.query();
    await parley.operator.api.conversation.assign.mutate({ conversationId, operatorId: me.id });
    await until(inbox, ({ counts }) => (counts?.mine ?? 0) > 0);
    inbox.setFilter('mine');
    await until(inbox, ({ state, items }) => state === 'ready' && items.some(({ id }) => id === conversationId));
    await parley.operator.api.conversation.setStatus.mutate({ conversationId, status: 'closed' });
    await until(inbox, ({ items }) => !items.some(({ id }) => id === conversationId));
    inbox.setFilter('closed');
    await until(inbox, ({ items }) => items.some(({ id }) => id === conversationId));
    await visitor.close();
    await until(inbox, () => find()?.visitorOnline === false);
    inbox.close();
  });
});

describe('the bot of the README', () => {
  test('answers a visitor', async () => {
    const bot = spawn(
      process.execPath,
      [fileURLToPath(new URL('../../packages/client/examples/bot.ts', import.meta.url))],
      {
        env: {
          ...process.env,
          PARLEY_URL: parley.server.url,
          SESSION_TOKEN: parley.sessionToken,
          PROJECT_ID: parley.projectId,
        },
        stdio: 'inherit',
      },
    );
    const exit = once(bot, 'exit');
    try {
      const { visitors } = await conversation();
      // It hears of messages from the moment it is there; until then this visitor repeats himself.
      for (let count = 0; !texts(visitors.getSnapshot()).some((text) => text.startsWith('You wrote: ')); count++) {
        await visitors.send(`are you there? ${count}`).acknowledged;
        await Promise.race([
          until(visitors, (snapshot) => texts(snapshot).length > count + 2),
          new Promise((resolve) => setTimeout(resolve, 500)),
        ]);
      }
    } finally {
      bot.kill();
      await exit;
    }
  });
});
