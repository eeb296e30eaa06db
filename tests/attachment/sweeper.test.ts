import { describe, expect, test } from 'vitest';
import { v7 as uuidv7 } from 'uuid';
import { sweepAttachments } from '../../packages/api/src/attachment/attachment-sweeper.ts';
import { claimAttachments } from '../../packages/api/src/attachment/attachment.queries.ts';
import { forgetFiles, purgeErasedFiles } from '../../packages/api/src/attachment/erase-files.queries.ts';
import { ObjectMissing } from '../../packages/api/src/attachment/storage/file-storage.ts';
import { acrossProjects } from '../../packages/api/src/db/scope.ts';
import { LIMITS } from '@parley/api/contract/wire';
import { overHttp, refusal } from '../support/api-client.ts';
import { testDatabases } from '../support/database.ts';
import { visit } from '../support/people.ts';
import { attachmentOf, bytesOf, download, linkOf, sendPart, sendWith, upload } from './files.ts';
import { openScene, type Scene } from './scene.ts';

const LATER = () => Date.now() + LIMITS.unsentFileMs + 60_000;
const TEXT = { bytes: bytesOf('hello'), name: 'a.txt' };

async function standing({ server, visitor }: Scene): Promise<Record<string, string>> {
  const rows = await acrossProjects(server.running.services.db)
    .selectFrom('attachment')
    .select(['id', 'state', 'settled'])
    .where('conversation_id', '=', visitor.conversationId)
    .execute();
  return Object.fromEntries(rows.map(({ id, state, settled }) => [id, settled ? 'settled' : state]));
}

async function isStored({ server, visitor }: Scene, id: string, object = 'file'): Promise<boolean> {
  const key = `${visitor.conversationId}/${id}/${object}`;
  try {
    (await server.running.services.files.storage.open(key)).destroy();
    return true;
  } catch (cause) {
    if (cause instanceof ObjectMissing) return false;
    throw cause;
  }
}

describe.each(testDatabases())('files that nobody has sent, on %s', (kind) => {
  test('[FI3] case 63: go after a day, whatever they had come to; what was sent stays', async () => {
    await using scene = await openScene(kind);
    const { url, visitor, server } = scene;
    const { services } = server.running;
    const { attachment } = overHttp(url, visitor.params);
    const begun = uuidv7();
    const begin = { ...attachmentOf(visitor.conversationId, begun), name: 'a', size: 200_000, type: '' };
    await attachment.begin.mutate(begin);
    await sendPart(url, visitor, begun, bytesOf('x'.repeat(100_000)), 0);
    const { id: ready } = await upload(url, visitor, TEXT);
    const { id: sent } = await upload(url, visitor, TEXT);
    await sendWith(url, visitor, [sent]);
    const { id: claimed } = await upload(url, visitor, TEXT);
    const session = { token: '', sessionId: '', rights: 0, origin: null, verifiedUntil: null, renew: false };
    const caller = { kind: 'visitor' as const, id: visitor.id, projectId: scene.projectId, ...session };
    // The process dies between the claim and the append.
    const messageId = uuidv7();
    await claimAttachments(acrossProjects(services.db), caller, {
      conversationId: visitor.conversationId,
      messageId,
      ids: [claimed],
    });

    const { parts } = await acrossProjects(services.db)
      .selectFrom('attachment')
      .select('parts')
      .where('id', '=', begun)
      .executeTakeFirstOrThrow();
    const part = `parts/${parts[0]}`;
    expect(await isStored(scene, begun, part)).toBe(true);

    await sweepAttachments(services);
    expect(await standing(scene)).toEqual({
      [begun]: 'uploading',
      [ready]: 'ready',
      [sent]: 'ready',
      [claimed]: 'ready',
    });
    await sweepAttachments(services, LATER());
    expect(await standing(scene)).toEqual({ [sent]: 'settled' });
    expect(await isStored(scene, begun, part)).toBe(false);
    for (const id of [ready, claimed]) expect(await isStored(scene, id)).toBe(false);
    expect((await download(url, (await linkOf(url, visitor, sent)).url)).status).toBe(200);
    expect(await refusal(sendWith(url, visitor, [claimed], { messageId }))).toBe('NOT_FOUND');
  });

  test('[FI3] a message that comes back to its claim within the day has its files', async () => {
    await using scene = await openScene(kind);
    const { url, visitor, server } = scene;
    const { services } = server.running;
    const { id } = await upload(url, visitor, TEXT);
    await acrossProjects(services.db)
      .updateTable('attachment')
      .set({ touched_at: new Date(Date.now() - LIMITS.unsentFileMs * 2) })
      .execute();
    await sendWith(url, visitor, [id]);
    await sweepAttachments(services);
    expect(await isStored(scene, id)).toBe(true);
  });

  test('[FI3] another file, named by a message that was stored without it, is nobody’s', async () => {
    await using scene = await openScene(kind);
    const { url, visitor, server } = scene;
    const messageId = uuidv7();
    const { id: first } = await upload(url, visitor, TEXT);
    const { id: second } = await upload(url, visitor, TEXT);
    await sendWith(url, visitor, [first], { messageId });
    expect(await sendWith(url, visitor, [second], { messageId })).toMatchObject({ duplicate: true });
    await sweepAttachments(server.running.services, LATER());
    expect(await standing(scene)).toEqual({ [first]: 'settled' });
  });

  test('[FI3] a sweep that was killed between the bytes and the row is gone on with', async () => {
    await using scene = await openScene(kind);
    const { url, visitor, server } = scene;
    const { services } = server.running;
    const { id } = await upload(url, visitor, TEXT);
    const { storage } = services.files;
    const dies = { ...storage, deleteAll: () => Promise.reject(new Error('killed')) };
    await expect(
      sweepAttachments({ ...services, files: { ...services.files, storage: dies } }, LATER()),
    ).rejects.toThrow('killed');
    expect(await standing(scene)).toEqual({ [id]: 'leaving' });
    expect(await refusal(sendWith(url, visitor, [id]))).toBe('NOT_FOUND');
    await expect(linkOf(url, visitor, id)).rejects.toThrow('not found');
    await sweepAttachments(services, LATER());
    expect([await standing(scene), await isStored(scene, id)]).toEqual([{}, false]);
  });

  test('[PR1] case 64: all files of a conversation go, and its links with them; others stay; and it may be done again', async () => {
    await using scene = await openScene(kind);
    const { url, visitor, answering, server, projectKey } = scene;
    const { db, files } = server.running.services;
    const { id } = await upload(url, visitor, TEXT);
    await sendWith(url, visitor, [id]);
    const link = await linkOf(url, answering, id);
    const neighbour = await visit(url, projectKey);
    const other = await upload(url, neighbour, TEXT);
    const removal = acrossProjects(db).deleteFrom('conversation').where('id', '=', visitor.conversationId).execute();
    await expect(removal).rejects.toThrow('attachment_conversation_id_fkey');

    const forget = () =>
      acrossProjects(db)
        .transaction()
        .execute((trx) => forgetFiles(trx, [visitor.conversationId]));
    await forget();
    expect((await download(url, link.url)).status).toBe(404);
    const dies = { ...files.storage, deleteAll: () => Promise.reject(new Error('killed')) };
    await Promise.allSettled([purgeErasedFiles(db, dies)]);
    await purgeErasedFiles(db, files.storage);
    expect([await standing(scene), await isStored(scene, id)]).toEqual([{}, false]);
    await forget();
    await purgeErasedFiles(db, files.storage);
    expect(await db.selectFrom('erased_files').selectAll().execute()).toEqual([]);
    expect((await download(url, (await linkOf(url, neighbour, other.id)).url)).status).toBe(200);
  });
});
