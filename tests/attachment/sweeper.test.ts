import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { v7 as uuidv7 } from 'uuid';
import { sweepAttachments } from '../../packages/api/src/attachment/attachment-sweeper.ts';
import { claimAttachments } from '../../packages/api/src/attachment/attachment.queries.ts';
import { forgetFiles, purgeErasedFiles } from '../../packages/api/src/attachment/erase-files.queries.ts';
import { Removals } from '../../packages/api/src/attachment/removals.ts';
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

const removalsOf = ({ server: { running } }: Scene) =>
  new Removals(running.services.files.storage, running.services.log);
const sweep = (scene: Scene, now?: number, removals = removalsOf(scene)) =>
  sweepAttachments(scene.server.running.services.db, removals, now);

/** From now on the server's storage does not let go of what has this in its name. @returns how to let it */
function hold({ server }: Scene, id: string): () => void {
  const { storage } = server.running.services.files;
  const deleteAll = storage.deleteAll.bind(storage);
  storage.deleteAll = (prefix) => (prefix.includes(id) ? Promise.reject(new Error('held')) : deleteAll(prefix));
  return () => {
    storage.deleteAll = deleteAll;
  };
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

    await sweep(scene);
    expect(await standing(scene)).toEqual({
      [begun]: 'uploading',
      [ready]: 'ready',
      [sent]: 'ready',
      [claimed]: 'ready',
    });
    await sweep(scene, LATER());
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
    await sweep(scene);
    expect(await isStored(scene, id)).toBe(true);
  });

  test('[FI3] another file, named by a message that was stored without it, is nobody’s', async () => {
    await using scene = await openScene(kind);
    const { url, visitor } = scene;
    const messageId = uuidv7();
    const { id: first } = await upload(url, visitor, TEXT);
    const { id: second } = await upload(url, visitor, TEXT);
    await sendWith(url, visitor, [first], { messageId });
    expect(await sendWith(url, visitor, [second], { messageId })).toMatchObject({ duplicate: true });
    await sweep(scene, LATER());
    expect(await standing(scene)).toEqual({ [first]: 'settled' });
  });

  test('[FI3] a sweep that was killed between the bytes and the row is gone on with', async () => {
    await using scene = await openScene(kind);
    const { url, visitor } = scene;
    const { id } = await upload(url, visitor, TEXT);
    const letGo = hold(scene, id);
    await sweep(scene, LATER());
    letGo();
    expect(await standing(scene)).toEqual({ [id]: 'leaving' });
    expect(await refusal(sendWith(url, visitor, [id]))).toBe('NOT_FOUND');
    const anew = { conversationId: visitor.conversationId, attachmentId: id, name: 'a.txt', size: 1, type: '' };
    const begin = () => overHttp(url, visitor.params).attachment.begin.mutate(anew);
    expect(await refusal(begin())).toBe('UNAVAILABLE');
    await expect(linkOf(url, visitor, id)).rejects.toThrow('not found');
    await sweep(scene, LATER());
    expect([await standing(scene), await isStored(scene, id)]).toEqual([{}, false]);
    expect(await begin()).toEqual({ state: 'uploading', received: 0 });
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
    const letGo = hold(scene, visitor.conversationId);
    await forget();
    expect((await download(url, link.url)).status).toBe(404);
    await purgeErasedFiles(db, removalsOf(scene));
    expect(await isStored(scene, id)).toBe(true);
    letGo();
    await db
      .updateTable('erased_files')
      .set({ due_at: new Date(0) })
      .execute();
    await purgeErasedFiles(db, removalsOf(scene));
    expect([await standing(scene), await isStored(scene, id)]).toEqual([{}, false]);
    await forget();
    await purgeErasedFiles(db, removalsOf(scene));
    // What was on its way at that moment is stored now, and whoever did it died before he could take it back.
    await files.storage.put(`${visitor.conversationId}/${id}/parts/late`, Buffer.from('late'));
    await purgeErasedFiles(db, removalsOf(scene));
    const long = new Date(Date.now() - 16 * 60_000);
    await db.updateTable('erased_files').set({ erased_at: long, due_at: long }).execute();
    await purgeErasedFiles(db, removalsOf(scene));
    await expect(files.storage.open(`${visitor.conversationId}/${id}/parts/late`)).rejects.toThrow(ObjectMissing);
    expect(await db.selectFrom('erased_files').selectAll().execute()).toEqual([]);
    expect((await download(url, (await linkOf(url, neighbour, other.id)).url)).status).toBe(200);
  });

  test('[FI3] however many there are, one that is held holds up none of them', async () => {
    await using scene = await openScene(kind);
    const { url, visitor, server } = scene;
    const { id: held } = await upload(url, visitor, TEXT);
    const db = acrossProjects(server.running.services.db);
    await sql`
      insert into attachment (conversation_id, id, project_id, sender_kind, sender_id, name, declared_type, size, touched_at)
      select conversation_id, gen_random_uuid(), project_id, sender_kind, sender_id, name, '', 1,
        touched_at + interval '1 second' from attachment, generate_series(1, 220)`.execute(db);
    hold(scene, held);
    await sweep(scene, LATER());
    expect(await standing(scene)).toEqual({ [held]: 'leaving' });
  });

  test('[FI3] what the storage does not let go holds up nothing else, is told once, and goes when it can', async () => {
    await using scene = await openScene(kind);
    const { url, visitor, server } = scene;
    const { id: held } = await upload(url, visitor, TEXT);
    const { id: other } = await upload(url, visitor, TEXT);
    const letGo = hold(scene, held);
    const removals = removalsOf(scene);
    await sweep(scene, LATER(), removals);
    await sweep(scene, LATER(), removals);
    expect(await standing(scene)).toEqual({ [held]: 'leaving' });
    expect([await isStored(scene, held), await isStored(scene, other)]).toEqual([true, false]);
    const told = server.logs.filter((line) => line.includes('could not be deleted'));
    expect(told).toHaveLength(1);
    expect(told[0]).toContain(held);
    letGo();
    await sweep(scene, LATER());
    expect([await standing(scene), await isStored(scene, held)]).toEqual([{}, false]);
  });

  test('[PR1] files of an erased conversation that are not let go hold up no other conversation’s', async () => {
    await using scene = await openScene(kind);
    const { url, visitor, server, projectKey } = scene;
    const { db, files } = server.running.services;
    const neighbour = await visit(url, projectKey);
    const kept = await upload(url, visitor, TEXT);
    const gone = await upload(url, neighbour, TEXT);
    const { conversationId: held } = visitor;
    hold(scene, held);
    for (const id of [held, neighbour.conversationId])
      await acrossProjects(db)
        .transaction()
        .execute((trx) => forgetFiles(trx, [id]));
    await purgeErasedFiles(db, removalsOf(scene));
    await expect(files.storage.open(`${neighbour.conversationId}/${gone.id}/file`)).rejects.toThrow(ObjectMissing);
    expect(await isStored(scene, kept.id)).toBe(true);
    // The one is tried again soon; the other's are gone, and looked for once more later.
    const notes = await db.selectFrom('erased_files').selectAll().orderBy('due_at').execute();
    expect(notes.map((note) => note.conversation_id)).toEqual([held, neighbour.conversationId]);
    expect(notes[0]?.due_at.getTime()).toBeGreaterThan(Date.now());
  });
});
