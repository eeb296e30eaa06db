import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { v7 as uuidv7 } from 'uuid';
import { addMember } from '../access/cast.ts';
import { bytesOf, download, linkOf, sendWith, upload } from '../attachment/files.ts';
import { connectSocket, overHttp, refusal, type Api } from '../support/api-client.ts';
import { testDatabases } from '../support/database.ts';
import { startFresh, type InProcessServer } from '../support/in-process-server.ts';
import { followConversation, registerOperator, say, type TestOperator } from '../support/people.ts';
import { createScene, type Scene } from './scene.ts';

interface Said {
  conversationId: string;
  messageId: string;
}
const edit = (api: Api, said: Said, text: string, changeId = uuidv7()) =>
  api.message.edit.mutate({ ...said, changeId, text });
const remove = (api: Api, said: Said, changeId = uuidv7()) => api.message.delete.mutate({ ...said, changeId });
const react = (api: Api, said: Said, emoji: string, on = true, changeId = uuidv7()) =>
  api.message.react.mutate({ ...said, changeId, emoji, on });

describe.each(testDatabases())('changes of messages on %s', (kind) => {
  let server: InProcessServer;
  let scene: Scene;
  beforeAll(async () => {
    server = await startFresh(kind);
  });
  beforeEach(async () => {
    scene = await createScene(server);
  });
  afterAll(() => server[Symbol.asyncDispose]());

  async function write(api: Api, conversationId: string, text: string): Promise<Said> {
    const messageId = uuidv7();
    await say(api, conversationId, text, messageId);
    return { conversationId, messageId };
  }

  async function agent(name: string): Promise<TestOperator & { api: Api }> {
    const one = await registerOperator(server.url, name);
    await addMember(server, scene.project.id, one.me.id, 'agent');
    return { ...one, api: overHttp(server.url, one.params) };
  }

  const makeOld = (minutes: number) =>
    sql`update event set at = at - make_interval(mins => ${minutes}::int) where type = 'message'`.execute(
      server.running.services.db,
    );

  test('[CV2] an edit has a seq of its own, the message keeps its own, and both read as the newest text', async () => {
    const { api, conversationId } = await scene.enter();
    const first = await write(api, conversationId, 'Helo');
    await write(scene.desk, conversationId, 'Hi');
    expect(await edit(api, first, 'Hallo')).toMatchObject({ seq: 3, duplicate: false });
    expect(await edit(api, first, 'Hello')).toMatchObject({ seq: 4 });
    for (const reader of [api, scene.desk]) {
      const { items } = await reader.message.list.query({ conversationId });
      expect(items).toMatchObject([
        { seq: 1, type: 'message', text: 'Hello', messageId: first.messageId },
        { seq: 2, type: 'message', text: 'Hi' },
        { seq: 3, type: 'message.edited', text: 'Hello', messageId: first.messageId, messageSeq: 1 },
        { seq: 4, type: 'message.edited', text: 'Hello' },
      ]);
    }
  });

  test('[CV2] a deleted message has no text, to nobody who reads on or anew, over whatever way', async () => {
    const { api, conversationId, params } = await scene.enter();
    await using socket = connectSocket(scene.url, params);
    const live = followConversation(socket.api, conversationId);
    const secret = await write(api, conversationId, 'my secret');
    await write(scene.desk, conversationId, 'I see');
    await live.count(2);
    await edit(api, secret, 'my other secret');
    await remove(api, secret);
    const [first, , , last] = await live.count(4);
    expect(last?.data).toMatchObject({ type: 'message.deleted', messageId: secret.messageId, messageSeq: 1, seq: 4 });
    const { items } = await api.message.list.query({ conversationId });
    expect(items[0]).toMatchObject({ type: 'message', seq: 1, text: '', deleted: true });
    expect(JSON.stringify(items)).not.toContain('secret');
    // From the beginning, and from where somebody stood before the message was deleted.
    await using late = connectSocket(scene.url, params);
    for (const cursor of [undefined, first?.id]) {
      const heard = followConversation(late.api, conversationId, cursor);
      await heard.until(({ data }) => data.type === 'message.deleted');
      expect(JSON.stringify(heard.heard)).not.toContain('secret');
    }
  });

  test('[CV2] lists show what the last message says now, and what is deleted is not unread', async () => {
    const { api, conversationId } = await scene.enter();
    const said = await write(api, conversationId, 'one');
    const view = async () => (await scene.desk.conversation.list.query({ projectId: scene.project.id })).items[0];
    await edit(api, said, 'two');
    expect(await view()).toMatchObject({ lastMessage: { text: 'two', seq: 1 }, unread: 1 });
    await remove(api, said);
    expect(await view()).toMatchObject({ lastMessage: { text: '', deleted: true, seq: 1 }, unread: 0 });
    expect(await scene.desk.inbox.counts.query({ projectId: scene.project.id })).toMatchObject({ unread: 0 });
    const next = await write(api, conversationId, 'three');
    await edit(api, next, 'four');
    expect(await view()).toMatchObject({ lastMessage: { text: 'four' }, unread: 1 });
  });

  test('[CV2] an edit opens no conversation and moves it to no other place in the list', async () => {
    const { api, conversationId } = await scene.enter();
    const said = await write(api, conversationId, 'one');
    await scene.desk.conversation.setStatus.mutate({ conversationId, status: 'closed' });
    const before = await scene.desk.conversation.get.query({ conversationId });
    await edit(api, said, 'two');
    await react(api, said, '👍');
    const after = await scene.desk.conversation.get.query({ conversationId });
    expect(after.status).toBe('closed');
    if (!('activityAt' in before) || !('activityAt' in after)) throw new Error('not as operators see it');
    expect(after.activityAt).toEqual(before.activityAt);
  });

  test('[CV2] what is deleted is deleted for good, also by two at once', async () => {
    const { api, conversationId } = await scene.enter();
    const said = await write(api, conversationId, 'one');
    const results = await Promise.all(Array.from({ length: 5 }, () => remove(api, said)));
    expect(results.filter(({ duplicate }) => !duplicate)).toHaveLength(1);
    expect(new Set(results.map(({ seq }) => seq)).size).toBe(1);
    expect(await refusal(edit(api, said, 'two'))).toBe('MESSAGE_DELETED');
    expect(await refusal(react(api, said, '👍'))).toBe('MESSAGE_DELETED');
    const other = await write(api, conversationId, 'a race');
    await Promise.allSettled(['a', 'b', 'c', 'd'].flatMap((text) => [edit(api, other, text), remove(api, other)]));
    const { items } = await api.message.list.query({ conversationId });
    const changes = items.filter((item) => 'messageId' in item && item.messageId === other.messageId);
    expect(changes.at(-1)).toMatchObject({ type: 'message.deleted' });
    expect(changes[0]).toMatchObject({ type: 'message', text: '' });
  });

  test('[EL6] [CV2] the same change sent again appends nothing, whatever has become of the message', async () => {
    const { api, conversationId } = await scene.enter();
    const said = await write(api, conversationId, 'one');
    const ids = [uuidv7(), uuidv7(), uuidv7()] as const;
    const first = await edit(api, said, 'two', ids[0]);
    const second = await react(scene.desk, said, '🎉', true, ids[1]);
    const third = await remove(api, said, ids[2]);
    await makeOld(60);
    expect(await edit(api, said, 'other words', ids[0])).toEqual({ ...first, duplicate: true });
    expect(await react(scene.desk, said, '🎉', true, ids[1])).toEqual({ ...second, duplicate: true });
    expect(await remove(api, said, ids[2])).toEqual({ ...third, duplicate: true });
    expect((await api.message.list.query({ conversationId })).items).toHaveLength(4);
  });

  test('[CV2] visitors change what they have said for a quarter of an hour, and nobody changes what others have said', async () => {
    const { api, conversationId } = await scene.enter();
    const his = await write(api, conversationId, 'his');
    const hers = await write(scene.desk, conversationId, 'hers');
    const colleague = await agent('Karl');
    expect(await refusal(edit(api, hers, 'x'))).toBe('FORBIDDEN');
    expect(await refusal(remove(api, hers))).toBe('FORBIDDEN');
    expect(await refusal(edit(scene.desk, his, 'x'))).toBe('FORBIDDEN');
    for (const said of [his, hers]) expect(await refusal(edit(colleague.api, said, 'x'))).toBe('FORBIDDEN');
    for (const said of [his, hers]) expect(await refusal(remove(colleague.api, said))).toBe('FORBIDDEN');
    await makeOld(16);
    expect(await refusal(edit(api, his, 'x'))).toBe('TOO_LATE');
    expect(await refusal(remove(api, his))).toBe('TOO_LATE');
    expect(await edit(scene.desk, hers, 'hers, later')).toMatchObject({ duplicate: false });
  });

  test('[CV2] operators change theirs for as long as the project says; who looks after it deletes any, which is in the audit log', async () => {
    const { api, conversationId } = await scene.enter();
    const his = await write(api, conversationId, 'his');
    const colleague = await agent('Karl');
    const karls = await write(colleague.api, conversationId, 'Karl’s');
    const projectId = scene.project.id;
    expect(scene.project.editMinutes).toBeNull();
    await scene.desk.project.update.mutate({ projectId, editMinutes: 5 });
    await edit(colleague.api, karls, 'Karl’s own');
    await makeOld(6);
    expect(await refusal(edit(colleague.api, karls, 'x'))).toBe('TOO_LATE');
    await scene.desk.project.update.mutate({ projectId, editMinutes: 0 });
    const fresh = await write(colleague.api, conversationId, 'fresh');
    expect(await refusal(remove(colleague.api, fresh))).toBe('TOO_LATE');
    for (const said of [his, karls]) await remove(scene.desk, said);
    const entries = (await scene.desk.audit.list.query({ projectId })).items;
    const removed = entries.filter(({ verb }) => verb === 'message.removed');
    expect(new Set(removed.map(({ object }) => object?.id))).toEqual(new Set([his.messageId, karls.messageId]));
    expect(entries.filter(({ verb }) => verb === 'project.messages-changed')).toHaveLength(2);
  });

  test('[CV2] operators read what a message has said before, visitors do not', async () => {
    const { api, conversationId, id } = await scene.enter();
    const said = await write(api, conversationId, 'one');
    await edit(api, said, 'two');
    await remove(scene.desk, said);
    const history = await scene.desk.message.history.query(said);
    expect(history).toMatchObject([
      { what: 'sent', text: 'one', seq: 1, by: { kind: 'visitor', id } },
      { what: 'edited', text: 'two', seq: 2, by: { kind: 'visitor', id } },
      { what: 'deleted', text: null, seq: 3, by: { kind: 'operator', name: 'Anna' } },
    ]);
    expect(await refusal(api.message.history.query(said))).toBe('FORBIDDEN');
    expect(await refusal(scene.desk.message.history.query({ ...said, messageId: uuidv7() }))).toBe('NOT_FOUND');
  });

  test('[PR6] [CV2] an export has what was edited or deleted as it was said', async () => {
    const { api, conversationId, id: visitorId } = await scene.enter();
    const said = await write(api, conversationId, 'my first words');
    await edit(api, said, 'my second words');
    await remove(api, said);
    const projectId = scene.project.id;
    const { url } = await scene.desk.privacy.exportVisitor.mutate({ projectId, visitorId, form: 'json' });
    const response = await download(server.url, url);
    const events = [
      { type: 'message', text: 'my first words' },
      { type: 'message.edited', text: 'my second words' },
      { type: 'message.deleted' },
    ];
    expect(await response.json()).toMatchObject({ conversations: [{ events }] });
  });

  test('[AU1] a message of another conversation is none, and neither is what is no message', async () => {
    const [one, two] = [await scene.enter(), await scene.enter()];
    const theirs = await write(two.api, two.conversationId, 'theirs');
    const said = { conversationId: one.conversationId, messageId: theirs.messageId };
    const own = await write(one.api, one.conversationId, 'own');
    const changeId = uuidv7();
    await edit(one.api, own, 'mine', changeId);
    for (const target of [said, { ...said, messageId: changeId }]) {
      expect(await refusal(edit(one.api, target, 'x'))).toBe('NOT_FOUND');
      expect(await refusal(remove(scene.desk, target))).toBe('NOT_FOUND');
      expect(await refusal(react(one.api, target, '👍'))).toBe('NOT_FOUND');
      const asked = { conversationId: one.conversationId, messageIds: [target.messageId] };
      expect(await one.api.message.quotes.query(asked)).toEqual([]);
    }
  });

  test('[CV2] [FI2] a message with files keeps them when it is edited, and when it is deleted they are nobody’s', async () => {
    const { api, conversationId, params } = await scene.enter();
    const sender = { params, conversationId };
    const file = { bytes: bytesOf('hello'), name: 'hello.txt', type: 'text/plain' };
    const { id } = await upload(scene.url, sender, file);
    const messageId = uuidv7();
    await sendWith(scene.url, sender, [id], { text: 'look', messageId });
    const said = { conversationId, messageId };
    await edit(api, said, '');
    const [message] = (await api.message.list.query({ conversationId })).items;
    expect(message).toMatchObject({ text: '📎 hello.txt', caption: '', attachments: [{ id }] });
    const link = await linkOf(scene.url, sender, id);
    expect((await fetch(new URL(link.url, scene.url))).status).toBe(200);
    await remove(api, said);
    expect((await fetch(new URL(link.url, scene.url))).status).toBe(404);
    const asked = { conversationId, attachmentIds: [id] };
    for (const reader of [api, scene.desk])
      expect(await refusal(reader.attachment.links.query(asked))).toBe('NOT_FOUND');
    const [deleted] = (await api.message.list.query({ conversationId })).items;
    expect(deleted).toMatchObject({ text: '', deleted: true });
    expect(deleted).not.toHaveProperty('attachments');
    const view = await scene.desk.conversation.get.query({ conversationId });
    expect(JSON.stringify('lastMessage' in view ? view.lastMessage : null)).not.toContain('hello.txt');
    const { db } = server.running.services;
    const kept = db.selectFrom('attachment').select('id').where('message_id', '=', messageId);
    expect(await kept.execute()).toEqual([]);
  });

  test('[EL6] [CV2] [FI2] a deleted message that is sent again gets its first answer, and takes no files', async () => {
    const { api, conversationId, params } = await scene.enter();
    const sender = { params, conversationId };
    const file = { bytes: bytesOf('hello'), name: 'hello.txt', type: 'text/plain' };
    const { id } = await upload(scene.url, sender, file);
    const messageId = uuidv7();
    const first = await sendWith(scene.url, sender, [id], { messageId });
    await remove(api, { conversationId, messageId });
    expect(await sendWith(scene.url, sender, [id], { messageId })).toEqual({ ...first, duplicate: true });
    const { id: other } = await upload(scene.url, sender, file);
    expect(await sendWith(scene.url, sender, [other], { messageId })).toEqual({ ...first, duplicate: true });
    const asked = { conversationId, attachmentIds: [other] };
    expect(await refusal(scene.desk.attachment.links.query(asked))).toBe('NOT_FOUND');
  });

  test('[CV2] a message is edited a hundred times, and then no more; all it has said is in its history', async () => {
    const { api, conversationId } = await scene.enter();
    const said = await write(scene.desk, conversationId, 'No. 0');
    for (let nth = 1; nth <= 100; nth += 1) await edit(scene.desk, said, `No. ${nth}`);
    expect(await refusal(edit(scene.desk, said, 'No. 101'))).toBe('TOO_MANY');
    expect((await api.message.list.query({ conversationId })).items[0]).toMatchObject({ text: 'No. 100' });
    await remove(scene.desk, said);
    expect(await scene.desk.message.history.query(said)).toHaveLength(102);
  });

  test('[CV3] one emoji of one person is there or not; both sides put them, and take their own away', async () => {
    const { api, conversationId } = await scene.enter();
    const said = await write(scene.desk, conversationId, 'Shipped');
    for (const emoji of ['👍', '❤️', '👩🏽‍🚀', '🇺🇦', '1️⃣']) await react(api, said, emoji);
    await react(api, said, '👍');
    await react(scene.desk, said, '👍');
    await react(api, said, '👍', false);
    await react(api, said, '🎉', false);
    for (const odd of ['', 'a', '👍👍', '👍 ', ':)', '1', '\u200d', '❤️x', '<b>']) {
      expect(await refusal(react(api, said, odd)), JSON.stringify(odd)).toBe('INVALID_INPUT');
    }
    const { items } = await scene.desk.message.list.query({ conversationId });
    const told = items.flatMap((item) =>
      item.type === 'message.reacted' ? [`${item.actor.kind} ${item.on ? '+' : '-'}${item.emoji}`] : [],
    );
    expect(told.slice(5)).toEqual(['visitor +👍', 'operator +👍', 'visitor -👍', 'visitor -🎉']);
    const many = ['😀', '😁', '😂', '😃', '😄', '😅'];
    for (const emoji of many) await react(api, said, emoji);
    expect(await refusal(react(api, said, '😎'))).toBe('TOO_MANY');
    await react(api, said, '😀');
    await react(scene.desk, said, '😎');
  });

  test('[CV4] a message answers another; what that says is told as it is now, a deleted one as such', async () => {
    const { api, conversationId } = await scene.enter();
    const asked = await write(scene.desk, conversationId, `Your number? ${'x'.repeat(300)}`);
    const messageId = uuidv7();
    await api.message.send.mutate({ conversationId, messageId, text: '42', replyTo: asked.messageId });
    const { items } = await scene.desk.message.list.query({ conversationId });
    expect(items[1]).toMatchObject({ text: '42', replyTo: asked.messageId });
    const quote = async () => (await api.message.quotes.query({ conversationId, messageIds: [asked.messageId] }))[0];
    expect(await quote()).toMatchObject({ messageId: asked.messageId, seq: 1, from: 'operator', deleted: false });
    expect((await quote())?.text).toHaveLength(200);
    await edit(scene.desk, asked, 'Your name?');
    expect(await quote()).toMatchObject({ text: 'Your name?' });
    await remove(scene.desk, asked);
    expect(await quote()).toMatchObject({ text: '', deleted: true });
    // What it answers is not there: it is said all the same.
    const lost = { conversationId, messageId: uuidv7(), text: 'to nobody', replyTo: uuidv7() };
    expect(await api.message.send.mutate(lost)).toMatchObject({ duplicate: false });
  });
});
