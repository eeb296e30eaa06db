import { v7 } from 'uuid';
import { describe, expect, test } from 'vitest';
import { memoryStorage, type MessageItem, type Thread } from '@parley/client';
import { startFlakyProxy } from './flaky-proxy.ts';
import { startParley, until } from './parley.ts';

const messages = (thread: Thread): MessageItem[] =>
  thread.getSnapshot().items.filter((item) => item.kind === 'message');
const text = (length: number): Blob => new Blob(['x'.repeat(length)], { type: 'text/plain' });

describe('files by the client', () => {
  test('a file is attached, goes up, and comes to the other side with a link', async () => {
    await using parley = await startParley();
    const visitor = parley.visitor();
    await visitor.start();
    const conversationId = await visitor.openConversation();
    const thread = visitor.thread(conversationId);
    const id = thread.attach(text(300_000), 'log.txt');
    await until(thread.attached, ([item]) => item?.upload?.state === 'ready');
    const { acknowledged } = thread.send('', [id]);
    expect(thread.attached.getSnapshot()).toEqual([]);
    await acknowledged;

    const desk = parley.operator.thread(conversationId);
    await until(desk, () => messages(desk).length === 1);
    const [item] = messages(desk);
    expect(item).toMatchObject({
      text: '',
      attachments: [{ id, name: 'log.txt', kind: 'file', size: 300_000, upload: null }],
    });
    const { file } = await until(desk.urls(id), (urls) => urls.file !== null);
    const response = await fetch(file ?? '');
    expect((await response.bytes()).length).toBe(300_000);
  });

  test('an upload goes on after a cut, and words written meanwhile do not wait for it', async () => {
    await using parley = await startParley();
    await using proxy = await startFlakyProxy(parley.server.url);
    const visitor = parley.visitor({ serverUrl: proxy.url });
    await visitor.start();
    const thread = visitor.thread(await visitor.openConversation());
    await until(thread, ({ state }) => state === 'ready');
    const id = thread.attach(text(3_000_000), 'long.txt');
    const sending = thread.send('the log', [id]);
    await until(thread, () => (messages(thread)[0]?.attachments[0]?.upload?.sentBytes ?? 0) > 300_000);
    proxy.cut();
    await thread.send('are you there?').acknowledged;
    expect((await sending.acknowledged).seq).toBe(2);
    await until(thread, () => messages(thread).every(({ seq }) => seq !== null));
    expect(messages(thread).map((message) => message.text)).toEqual(['are you there?', 'the log']);
  });

  test('an upload goes on after a reload', async () => {
    await using parley = await startParley();
    await using proxy = await startFlakyProxy(parley.server.url);
    const storage = memoryStorage();
    const before = parley.visitor({ serverUrl: proxy.url, storage });
    await before.start();
    const conversationId = await before.openConversation();
    const thread = before.thread(conversationId);
    await until(thread, ({ state }) => state === 'ready');
    const id = thread.attach(text(2_000_000), 'long.txt');
    thread.send('the log', [id]).acknowledged.catch(() => undefined);
    await until(thread, () => (messages(thread)[0]?.attachments[0]?.upload?.sentBytes ?? 0) > 100_000);
    proxy.silent = true;
    await before.close();

    const after = parley.visitor({ storage });
    await after.start();
    const reloaded = after.thread(conversationId);
    await until(reloaded, () => messages(reloaded)[0]?.seq === 1);
    expect(messages(reloaded)[0]).toMatchObject({ text: 'the log', attachments: [{ id, size: 2_000_000 }] });
  });

  test('a file that is taken back is nowhere any more', async () => {
    await using parley = await startParley();
    const visitor = parley.visitor();
    await visitor.start();
    const conversationId = await visitor.openConversation();
    const thread = visitor.thread(conversationId);
    const [kept, dropped] = [thread.attach(text(10), 'kept.txt'), thread.attach(text(10), 'dropped.txt')];
    await until(
      thread.attached,
      (items) => items.length === 2 && items.every(({ upload }) => upload?.state === 'ready'),
    );
    thread.detach(dropped);
    await until(thread.attached, (items) => items.length === 1);
    expect(thread.attached.getSnapshot().map(({ id }) => id)).toEqual([kept]);
    const links = () => visitor.api.attachment.links.query({ conversationId, attachmentIds: [kept, dropped] });
    await expect.poll(async () => (await links()).map(({ id }) => id)).toEqual([kept]);
    // A screen that is opened again finds what was attached.
    thread.close();
    expect(
      visitor
        .thread(conversationId)
        .attached.getSnapshot()
        .map(({ name }) => name),
    ).toEqual(['kept.txt']);
  });

  test('a message that is given up takes its files back, also those on their way', async () => {
    await using parley = await startParley();
    const visitor = parley.visitor();
    await visitor.start();
    const conversationId = await visitor.openConversation();
    const thread = visitor.thread(conversationId);
    await until(thread, ({ state }) => state === 'ready');
    const ids = [thread.attach(text(9_000_000), 'long.txt'), thread.attach(text(10), 'setup.exe')];
    const { messageId, acknowledged } = thread.send('both', ids);
    await expect(acknowledged).rejects.toMatchObject({ code: 'FILE_REFUSED' });
    await until(thread, () => (messages(thread)[0]?.attachments[0]?.upload?.sentBytes ?? 0) > 300_000);
    thread.discard(messageId);
    const which = { conversationId, attachmentId: ids[0] ?? '', name: 'long.txt', size: 9_000_000, type: 'text/plain' };
    // One that was never there begins at its beginning.
    const begun = () => visitor.api.attachment.begin.mutate(which);
    await expect.poll(begun).toMatchObject({ state: 'uploading', received: 0 });
  });

  test('what another tab has attached is left alone, and nobody keeps for ever what nobody sends', async () => {
    await using parley = await startParley();
    const storage = memoryStorage();
    const visitor = parley.visitor({ storage });
    await visitor.start();
    const thread = visitor.thread(await visitor.openConversation());
    const id = thread.attach(text(10), 'mine.txt');
    await until(thread.attached, ([item]) => item?.upload?.state === 'ready');
    const old = v7({ msecs: Date.now() - 25 * 60 * 60_000 });
    await storage.set(`upload:${old}`, (await storage.get(`upload:${id}`)) ?? '');
    await storage.blobs.set(old, text(10));

    const tab = parley.visitor({ storage });
    await tab.start();
    expect([await storage.blobs.get(old), await storage.get(`upload:${old}`)]).toEqual([null, null]);
    thread.send('mine', [id]).acknowledged.catch(() => undefined);
    await visitor.close();
    const after = parley.visitor({ storage });
    await after.start();
    const reloaded = after.thread(thread.conversationId);
    await until(reloaded, () => messages(reloaded)[0]?.seq === 1);
    expect(messages(reloaded)[0]?.attachments).toMatchObject([{ id, name: 'mine.txt' }]);
  });

  test('a file that the server refuses says so, in the composer and in its message', async () => {
    await using parley = await startParley();
    const visitor = parley.visitor();
    await visitor.start();
    const thread = visitor.thread(await visitor.openConversation());
    await until(thread, ({ state }) => state === 'ready');
    const id = thread.attach(text(10), 'setup.exe');
    await until(thread.attached, ([item]) => item?.upload?.state === 'failed');
    expect(thread.attached.getSnapshot()[0]?.upload?.error).toBe('FILE_REFUSED');
    const { messageId, acknowledged } = thread.send('try this', [id]);
    await expect(acknowledged).rejects.toMatchObject({ code: 'FILE_REFUSED' });
    expect(messages(thread)[0]).toMatchObject({ state: 'failed', error: 'FILE_REFUSED', text: 'try this' });
    thread.discard(messageId);
    await until(thread, () => messages(thread).length === 0);
    expect(thread.attached.getSnapshot()).toEqual([]);
    await thread.send('then without').acknowledged;
  });

  test('an upload that the server has forgotten in the middle of it begins anew', async () => {
    await using parley = await startParley();
    const visitor = parley.visitor();
    await visitor.start();
    const conversationId = await visitor.openConversation();
    const thread = visitor.thread(conversationId);
    const id = thread.attach(text(5_000_000), 'long.txt');
    await until(thread.attached, ([item]) => (item?.upload?.sentBytes ?? 0) > 100_000);
    await visitor.api.attachment.cancel.mutate({ conversationId, attachmentId: id });
    await until(thread.attached, ([item]) => item?.upload?.state === 'ready' || item?.upload?.state === 'failed');
    expect(thread.attached.getSnapshot()[0]?.upload).toMatchObject({ state: 'ready', error: null });
    await thread.send('', [id]).acknowledged;
  });

  test('a message whose file the server has swept in the meantime brings it again', async () => {
    await using parley = await startParley();
    const storage = memoryStorage();
    const visitor = parley.visitor({ storage });
    await visitor.start();
    const conversationId = await visitor.openConversation();
    const thread = visitor.thread(conversationId);
    await until(thread, ({ state }) => state === 'ready');
    const id = thread.attach(text(10), 'late.txt');
    await until(thread.attached, ([item]) => item?.upload?.state === 'ready');
    await visitor.api.attachment.cancel.mutate({ conversationId, attachmentId: id });
    expect(await thread.send('at last', [id]).acknowledged).toMatchObject({ seq: 1 });
    expect(messages(thread)[0]?.attachments).toMatchObject([{ id, name: 'late.txt' }]);
  });
});
