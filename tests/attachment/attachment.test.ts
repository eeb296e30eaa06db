import { describe, expect, test } from 'vitest';
import { v7 as uuidv7 } from 'uuid';
import { overHttp, refusal } from '../support/api-client.ts';
import { testDatabases } from '../support/database.ts';
import { startFresh } from '../support/in-process-server.ts';
import { createProject, registerOperator, visit } from '../support/people.ts';
import { attachmentOf, bytesOf, download, linkOf, photo, sendPart, sendWith, upload } from './files.ts';

describe.each(testDatabases())('files on %s', (kind) => {
  async function scene() {
    const server = await startFresh(kind);
    const operator = await registerOperator(server.url);
    const project = await createProject(server.url, operator);
    const visitor = await visit(server.url, project.key);
    const answering = { params: operator.params, conversationId: visitor.conversationId };
    return { server, url: server.url, visitor, answering, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
  }

  test('a picture goes from the visitor to the operator, by way of parts, a message and a link', async () => {
    await using all = await scene();
    const { url, visitor, answering } = all;
    const picture = await photo(900, 600);
    const sent = await upload(url, visitor, { bytes: picture });
    expect(sent).toMatchObject({
      kind: 'image',
      type: 'image/png',
      width: 900,
      height: 600,
      name: 'photo.png',
      thumb: true,
    });
    await sendWith(url, visitor, [sent.id], { text: 'look' });

    const { items } = await overHttp(url, answering.params).message.list.query({
      conversationId: visitor.conversationId,
    });
    expect(items.at(-1)).toMatchObject({
      type: 'message',
      text: 'look\n📎 photo.png',
      caption: 'look',
      attachments: [sent],
    });
    const view = await overHttp(url, answering.params).conversation.get.query({
      conversationId: visitor.conversationId,
    });
    expect(view).toMatchObject({
      lastMessage: {
        text: 'look\n📎 photo.png',
        caption: 'look',
        files: [{ kind: 'image', name: 'photo.png' }],
      },
    });
    const link = await linkOf(url, answering, sent.id);
    const response = await download(url, link.url);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('image/png');
    const body = await response.bytes();
    expect(body.length).toBe(sent.size);
    const thumb = await download(url, link.thumbUrl ?? '');
    expect(thumb.headers.get('content-type')).toBe('image/webp');
  });

  test('[EL6] a file that was begun goes on where it was, and a message sent again is one message', async () => {
    await using all = await scene();
    const { url, visitor } = all;
    const { attachment } = overHttp(url, visitor.params);
    const bytes = bytesOf('a'.repeat(200_000));
    const which = attachmentOf(visitor.conversationId, uuidv7());
    const begin = { ...which, name: 'notes.txt', size: bytes.length, type: 'text/plain' };
    expect(await attachment.begin.mutate(begin)).toEqual({ state: 'uploading', received: 0 });
    const first = await sendPart(url, visitor, which.attachmentId, bytes.slice(0, 100_000), 0);
    expect([first.status, first.headers.get('upload-offset')]).toEqual([204, '100000']);
    expect(await attachment.begin.mutate(begin)).toEqual({ state: 'uploading', received: 100_000 });
    const again = await sendPart(url, visitor, which.attachmentId, bytes.slice(0, 100_000), 0);
    expect([again.status, again.headers.get('upload-offset')]).toEqual([409, '100000']);
    expect(await refusal(attachment.finish.mutate(which))).toBe('WRONG_OFFSET');
    await sendPart(url, visitor, which.attachmentId, bytes.slice(100_000), 100_000);
    const finished = await attachment.finish.mutate(which);
    expect(await attachment.finish.mutate(which)).toEqual(finished);
    expect(await attachment.begin.mutate(begin)).toEqual({ state: 'ready', attachment: finished });

    const messageId = uuidv7();
    const sent = await sendWith(url, visitor, [finished.id], { messageId });
    const twice = await sendWith(url, visitor, [finished.id], { messageId });
    expect(twice).toEqual({ ...sent, duplicate: true });
    expect(await refusal(sendWith(url, visitor, [finished.id]))).toBe('NOT_FOUND');
  });
});
