import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { v7 as uuidv7 } from 'uuid';
import type { Selectable } from 'kysely';
import type { AttachmentTables } from '../../packages/api/src/attachment/attachment.table.ts';
import { Turns } from '../../packages/api/src/attachment/turns.ts';
import { acrossProjects } from '../../packages/api/src/db/scope.ts';
import sharp from 'sharp';
import { overHttp, refusal } from '../support/api-client.ts';
import { testDatabases } from '../support/database.ts';
import { attachmentOf, bytesOf, contentOf, linkOf, download, photo, sendPart, sendWith } from './files.ts';
import { openScene, type Scene } from './scene.ts';

describe.each(testDatabases())('the end of an upload, on %s', (kind) => {
  let scene: Scene;
  beforeAll(async () => {
    scene = await openScene(kind);
  });
  afterAll(() => scene[Symbol.asyncDispose]());

  const api = () => overHttp(scene.url, scene.visitor.params).attachment;
  const db = () => acrossProjects(scene.server.running.services.db);
  const storage = () => scene.server.running.services.files.storage;
  const rowOf = (id: string) => db().selectFrom('attachment').selectAll().where('id', '=', id).executeTakeFirst();

  /** All of it is there, and nobody has looked at it. */
  async function brought(bytes: Uint8Array<ArrayBuffer>, name = 'a.txt') {
    const which = attachmentOf(scene.visitor.conversationId, uuidv7());
    const begin = { ...which, name, size: bytes.length, type: '' };
    await api().begin.mutate(begin);
    await send(which.attachmentId, bytes, 0);
    return { which, begin, id: which.attachmentId };
  }

  async function send(id: string, bytes: Uint8Array<ArrayBuffer>, from: number): Promise<void> {
    for (let at = from; at < bytes.length; at += 70_000) {
      const { status } = await sendPart(scene.url, scene.visitor, id, bytes.slice(at, at + 70_000), at);
      expect(status).toBe(204);
    }
  }

  /** A failover to a standby that was behind: the row is what it was before. */
  async function lose(before: Selectable<AttachmentTables['attachment']>): Promise<void> {
    const { conversation_id: _, id, ...row } = before;
    await db().updateTable('attachment').set(row).where('id', '=', id).execute();
  }

  test('[FI1] what was refused is gone: it costs nobody anything a second time', async () => {
    const { which, id } = await brought(bytesOf('GIF89a/*\0\0*/=1;alert(1)//'), 'a.gif');
    // As whoever does not wait for the answer.
    const outcomes = await Promise.all([1, 2, 3].map(() => refusal(api().finish.mutate(which))));
    expect(outcomes.toSorted()).toEqual(['FILE_REFUSED', 'NOT_FOUND', 'NOT_FOUND']);
    expect(await refusal(api().finish.mutate(which))).toBe('NOT_FOUND');
    expect(await rowOf(id)).toBe(undefined);
    await expect(storage().open(`${which.conversationId}/${id}/parts/x`)).rejects.toThrow();
  });

  test('[EL6] who asks several times at once gets one answer, and it is looked at once', async () => {
    const { which } = await brought(await photo(300, 300), 'photo.png');
    const { images } = scene.server.running.services.files;
    const make = images.make.bind(images);
    let made = 0;
    images.make = (...given) => {
      made += 1;
      return make(...given);
    };
    const views = await Promise.all([1, 2, 3].map(() => api().finish.mutate(which)));
    images.make = make;
    expect(new Set(views.map((view) => JSON.stringify(view))).size).toBe(1);
    expect(made).toBe(1);
  });

  test('[FI3] a database that has lost that a file was finished has it sent again, and nothing else', async () => {
    const bytes = bytesOf('words '.repeat(30_000));
    const { which, begin, id } = await brought(bytes);
    const before = await rowOf(id);
    await api().finish.mutate(which);
    if (before === undefined) throw new Error('no row');
    await lose(before);
    expect(await api().begin.mutate(begin)).toEqual({ state: 'uploading', received: bytes.length });
    expect(await refusal(api().finish.mutate(which))).toBe('WRONG_OFFSET');
    expect(await api().begin.mutate(begin)).toEqual({ state: 'uploading', received: 0 });
    await send(id, bytes, 0);
    await api().finish.mutate(which);
    await sendWith(scene.url, scene.visitor, [id]);
    const { url } = await linkOf(scene.url, scene.answering, id);
    expect(await (await download(scene.url, url)).text()).toBe(Buffer.from(bytes).toString());
  });

  test('[FI3] a row that has lost the last parts goes on before them; one whose part is not what it was begins anew', async () => {
    const bytes = bytesOf('words '.repeat(30_000));
    const { which, begin, id } = await brought(bytes);
    const whole = await rowOf(id);
    if (whole === undefined) throw new Error('no row');
    await lose({ ...whole, received: 70_000, parts: whole.parts.slice(0, 1) });
    expect(await api().begin.mutate(begin)).toEqual({ state: 'uploading', received: 70_000 });
    await send(id, bytes, 70_000);
    const [first = ''] = whole.parts;
    await storage().put(`${which.conversationId}/${id}/parts/${first}`, bytes.slice(0, 10));
    expect(await refusal(api().finish.mutate(which))).toBe('WRONG_OFFSET');
    expect(await api().begin.mutate(begin)).toEqual({ state: 'uploading', received: 0 });
    await send(id, bytes, 0);
    await api().finish.mutate(which);
    const kept = await contentOf(await storage().open(`${which.conversationId}/${id}/file`));
    expect(kept.equals(Buffer.from(bytes))).toBe(true);
  });

  test('[FI4] a picture that is larger made anew finds room for all of it, or is not kept', async () => {
    await using full = await openScene(kind);
    const { url, visitor, projectId, server } = full;
    const noise = Buffer.alloc(300 * 300 * 3).map((_, at) => ((at * 2_654_435_761) >>> 24) & 0xff);
    const raw = sharp(noise, { raw: { width: 300, height: 300, channels: 3 } });
    const small = bytesOf(await raw.webp({ quality: 1 }).toBuffer());
    const mine = overHttp(url, visitor.params).attachment;
    const rows = acrossProjects(server.running.services.db);
    const quota = (bytes: number) => rows.updateTable('project').set({ file_quota: bytes }).execute();
    const which = attachmentOf(visitor.conversationId, uuidv7());
    const bring = async () => {
      await mine.begin.mutate({ ...which, name: 'a.webp', size: small.length, type: '' });
      await sendPart(url, visitor, which.attachmentId, small, 0);
      return mine.finish.mutate(which);
    };
    await quota(small.length);
    expect(await refusal(bring())).toBe('QUOTA_EXCEEDED');
    expect(await rows.selectFrom('attachment').select('id').execute()).toEqual([]);
    await quota(small.length * 1_000);
    const { size } = await bring();
    expect(size).toBeGreaterThan(small.length);
    const { thumb_size } = await rows.selectFrom('attachment').select('thumb_size').executeTakeFirstOrThrow();
    const usage = await rows.selectFrom('file_usage').selectAll().execute();
    expect(usage).toEqual([{ project_id: projectId, bytes: size + (thumb_size ?? 0) }]);
  });
});

describe('who finishes a file', () => {
  test('[TR6] waits for his turn, and where too many wait is told to come again', async () => {
    const turns = new Turns();
    const { promise: held, resolve: letGo } = Promise.withResolvers<void>();
    const [running, waiting] = [2, 16];
    const taken = Array.from({ length: running + waiting }, (_, nth) => turns.run(`${nth}`, () => held));
    await expect(turns.run('one more', () => held)).rejects.toMatchObject({ appCode: 'RATE_LIMITED' });
    // The same file again is no other one.
    const again = turns.run('0', () => Promise.resolve('again'));
    letGo();
    await Promise.all(taken);
    expect(await again).toBe('again');
    expect(await turns.run('one more', () => Promise.resolve('done'))).toBe('done');
  });
});
