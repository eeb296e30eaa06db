import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { v7 as uuidv7 } from 'uuid';
import { diskStorage } from '../../packages/api/src/attachment/storage/disk-storage.ts';
import { ObjectMissing, readAll, type FileStorage } from '../../packages/api/src/attachment/storage/file-storage.ts';
import { s3Storage } from '../../packages/api/src/attachment/storage/s3-storage.ts';
import { overHttp, wireErrorOf } from '../support/api-client.ts';
import { attachmentOf, bytesOf, contentOf, download, linkOf, sendPart, sendWith, upload } from './files.ts';
import { openScene } from './scene.ts';
import { KEYS, REGION, signatureOf, startStrictS3 } from './strict-s3.ts';

interface Opened extends AsyncDisposable {
  storage: FileStorage;
}

async function onDisk(): Promise<Opened> {
  const directory = await mkdtemp(join(tmpdir(), 'parley-files-'));
  const remove = () => rm(directory, { recursive: true });
  return { storage: diskStorage(join(directory, 'files')), [Symbol.asyncDispose]: remove };
}

async function inBucket(): Promise<Opened> {
  const s3 = await startStrictS3('parley');
  const storage = s3Storage({ endpoint: s3.endpoint, bucket: 'parley', region: REGION, ...KEYS });
  return { storage, [Symbol.asyncDispose]: () => s3[Symbol.asyncDispose]() };
}

describe.each([
  ['disk', onDisk],
  ['s3', inBucket],
])('files on %s', (_, open) => {
  test('what is put is there, whole or in part, until it is deleted with all that has its prefix', async () => {
    await using opened = await open();
    const { storage } = opened;
    await storage.check();
    const bytes = Buffer.from(Array.from({ length: 300_000 }, (__, at) => at % 251));
    await storage.put('a/1/file', bytes);
    await storage.put('a/1/file', bytes);
    expect((await readAll(storage, 'a/1/file')).equals(bytes)).toBe(true);
    const part = await contentOf(await storage.open('a/1/file', { start: 10, end: 1_009 }));
    expect(part.equals(bytes.subarray(10, 1_010))).toBe(true);
    for (const key of ['a/1/parts/0-1', 'a/1/parts/1-1', 'a/1/thumb', 'a/2/file', 'b/1/file'])
      await storage.put(key, bytes.subarray(0, 5));
    await storage.delete('a/1/thumb');
    await storage.delete('a/1/thumb');
    await expect(storage.open('a/1/thumb')).rejects.toThrow(ObjectMissing);
    await storage.deleteAll('a/1/');
    await storage.deleteAll('a/1/');
    await expect(storage.open('a/1/file')).rejects.toThrow(ObjectMissing);
    expect((await readAll(storage, 'a/2/file')).length).toBe(5);
    await storage.deleteAll('a/');
    await expect(storage.open('a/2/file')).rejects.toThrow(ObjectMissing);
    expect((await readAll(storage, 'b/1/file')).length).toBe(5);
  });
});

test('on disk, a folder that is deleted while files are put into it is no fault of either', async () => {
  await using opened = await onDisk();
  const { storage } = opened;
  for (let round = 0; round < 300; round += 1) {
    const puts = [0, 1].map((nth) => storage.put(`a/parts/${nth}`, Buffer.from('part')));
    await Promise.all([storage.deleteAll('a/'), ...puts]);
  }
  await storage.deleteAll('a/');
  await expect(storage.open('a/parts/0')).rejects.toThrow(ObjectMissing);
});

describe('a bucket', () => {
  test('the signature that the tests ask for is the one of Amazon’s published example', () => {
    const empty = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
    const signature = signatureOf({
      method: 'GET',
      url: new URL('https://examplebucket.s3.amazonaws.com/test.txt'),
      headers: {
        host: 'examplebucket.s3.amazonaws.com',
        range: 'bytes=0-9',
        'x-amz-content-sha256': empty,
        'x-amz-date': '20130524T000000Z',
      },
      signedHeaders: ['host', 'range', 'x-amz-content-sha256', 'x-amz-date'],
      date: '20130524T000000Z',
      region: 'us-east-1',
      secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
    });
    expect(signature).toBe('f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41');
  });

  test('without the right key nothing goes in or out, and the error names no key', async () => {
    await using s3 = await startStrictS3('parley');
    const wrong = s3Storage({
      endpoint: s3.endpoint,
      bucket: 'parley',
      region: REGION,
      ...KEYS,
      secretAccessKey: 'guessed',
    });
    s3.objects.set('a/file', Buffer.from('x'));
    for (const act of [
      () => wrong.put('b/file', Buffer.from('x')),
      () => wrong.open('a/file'),
      () => wrong.deleteAll('a/'),
    ])
      await expect(act()).rejects.toThrow(/^S3 (put|get|list) was answered with 403$/);
    expect([...s3.objects.keys()]).toEqual(['a/file']);
  });

  test('one that keeps what it says it has deleted is an error, and is not asked for ever', async () => {
    await using s3 = await startStrictS3('parley');
    const storage = s3Storage({ endpoint: s3.endpoint, bucket: 'parley', region: REGION, ...KEYS });
    for (const key of ['a/1', 'a/2', 'a/3']) s3.objects.set(key, Buffer.from('x'));
    s3.keeps = true;
    await expect(storage.deleteAll('a/')).rejects.toThrow('S3 lists what was deleted');
    s3.keeps = false;
    await storage.deleteAll('a/');
    expect(s3.objects.size).toBe(0);
  });

  test('a whole conversation goes by it: upload, message, link, download', async () => {
    await using s3 = await startStrictS3('parley');
    const variables = {
      ...{ S3_ENDPOINT: s3.endpoint, S3_BUCKET: 'parley', S3_REGION: REGION },
      ...{ S3_ACCESS_KEY_ID: KEYS.accessKeyId, S3_SECRET_ACCESS_KEY: KEYS.secretAccessKey },
    };
    await using scene = await openScene('embedded', variables);
    const { url, visitor, answering, server } = scene;
    const bytes = bytesOf('x'.repeat(2_500_000));
    const { id } = await upload(url, visitor, { bytes, name: 'log.txt' });
    expect([...s3.objects.keys()]).toEqual([`${visitor.conversationId}/${id}/file`]);
    await sendWith(url, visitor, [id]);
    const response = await download(url, (await linkOf(url, answering, id)).url, { headers: { range: 'bytes=5-9' } });
    expect([response.status, await response.text()]).toEqual([206, 'xxxxx']);
    expect(server.logs.join('').includes(KEYS.secretAccessKey)).toBe(false);
  });
});

describe('a storage that is full or away', () => {
  test('[FI3] an upload is told to come again, nothing is half-done, and it goes on where it was', async () => {
    await using s3 = await startStrictS3('parley');
    const variables = {
      ...{ S3_ENDPOINT: s3.endpoint, S3_BUCKET: 'parley', S3_REGION: REGION },
      ...{ S3_ACCESS_KEY_ID: KEYS.accessKeyId, S3_SECRET_ACCESS_KEY: KEYS.secretAccessKey },
    };
    await using scene = await openScene('embedded', variables);
    const { url, visitor } = scene;
    const { attachment } = overHttp(url, visitor.params);
    const which = attachmentOf(visitor.conversationId, uuidv7());
    const begin = { ...which, name: 'a.txt', size: 5, type: '' };
    await attachment.begin.mutate(begin);
    s3.broken = 507;
    const refused = await sendPart(url, visitor, which.attachmentId, bytesOf('hello'), 0);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '10']);
    expect(await refused.json()).toMatchObject({ parley: { code: 'UNAVAILABLE', retry: true } });
    expect(await attachment.begin.mutate(begin)).toEqual({ state: 'uploading', received: 0 });
    s3.broken = null;
    expect((await sendPart(url, visitor, which.attachmentId, bytesOf('hello'), 0)).status).toBe(204);
    s3.broken = 503;
    expect(await attachment.finish.mutate(which).then(() => null, wireErrorOf)).toMatchObject({ code: 'UNAVAILABLE' });
    s3.broken = null;
    expect(await attachment.finish.mutate(which)).toMatchObject({ name: 'a.txt', size: 5 });
  });

  test('[FI3] on disk as well: chat goes on, and what failed leaves nothing behind', async () => {
    await using scene = await openScene();
    const { url, visitor } = scene;
    const directory = join(scene.dataDir, 'files', visitor.conversationId);
    // A file where a folder should be: what a disk that is full or read-only does, this does for everybody.
    await writeFile(directory, '');
    const upload5 = upload(url, visitor, { bytes: bytesOf('hello'), name: 'a.txt' });
    await expect(upload5).rejects.toThrow(/503/);
    await sendWith(url, visitor, [], { text: 'still here' });
    await rm(directory);
    await upload(url, visitor, { bytes: bytesOf('hello'), name: 'a.txt' });
    const left = await readdir(directory, { recursive: true });
    expect(left.filter((name) => name.endsWith('.unfinished') || name.includes('parts'))).toEqual([]);
  });

  test('the log says where files are, and that they cannot be stored', async () => {
    await using s3 = await startStrictS3('parley');
    const variables = {
      ...{ S3_ENDPOINT: s3.endpoint, S3_BUCKET: 'elsewhere', S3_REGION: REGION },
      ...{ S3_ACCESS_KEY_ID: KEYS.accessKeyId, S3_SECRET_ACCESS_KEY: KEYS.secretAccessKey },
    };
    await using scene = await openScene('embedded', variables);
    const says = (words: string) => scene.server.logs.some((line) => line.includes(words));
    await expect.poll(() => says('files cannot be stored: see DATA_DIR or S3_*')).toBe(true);
    await sendWith(scene.url, scene.visitor, [], { text: 'still here' });
  });
});
