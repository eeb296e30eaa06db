import { createHash, randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { AwsClient } from 'aws4fetch';
import { ObjectMissing, type FileStorage } from './file-storage.ts';

export interface S3Options {
  endpoint: string;
  bucket: string;
  region: string;
  accessKeyId: string;
  secretAccessKey: string;
}

/** Until it answers; what follows may take as long as whoever it is for. */
const ANSWER_MS = 20_000;
/** Deleting is one request an object. */
const AT_ONCE = 8;

/**
 * A bucket of Amazon S3 or of what speaks its language: four operations, by path-style addresses, which all of them know.
 * An object is there whole or not at all, as S3 has it.
 */
export function s3Storage({ endpoint, bucket, region, ...credentials }: S3Options): FileStorage {
  const client = new AwsClient({ ...credentials, region, service: 's3', retries: 2 });
  const address = `${endpoint.replace(/\/+$/, '')}/${bucket}`;

  async function request(path: string, init: RequestInit & { headers?: Record<string, string> }): Promise<Response> {
    const late = new AbortController();
    const timer = setTimeout(() => late.abort(), ANSWER_MS);
    try {
      return await client.fetch(`${address}${path}`, { ...init, signal: late.signal, redirect: 'error' });
    } finally {
      clearTimeout(timer);
    }
  }

  async function keysUnder(prefix: string): Promise<string[]> {
    const query = new URLSearchParams({ 'list-type': '2', prefix, 'max-keys': '1000' });
    const response = await request(`?${query.toString()}`, { method: 'GET' });
    const listing = await response.text();
    if (!response.ok) throw failed('list', response.status);
    // Keys of ours are ids, digits and slashes: nothing that XML would have to write otherwise.
    return [...listing.matchAll(/<Key>([^<&]+)<\/Key>/g)].flatMap(([, key]) => key ?? []);
  }

  async function deleteObject(key: string): Promise<void> {
    const response = await request(`/${key}`, { method: 'DELETE' });
    await response.body?.cancel();
    if (!response.ok && response.status !== 404) throw failed('delete', response.status);
  }

  return {
    kind: 's3',

    async put(key, bytes) {
      const body = new Uint8Array(bytes);
      const headers = { 'x-amz-content-sha256': createHash('sha256').update(body).digest('hex') };
      const response = await request(`/${key}`, { method: 'PUT', body, headers });
      await response.body?.cancel();
      if (!response.ok) throw failed('put', response.status);
    },

    async open(key, range) {
      const headers = range && { range: `bytes=${range.start}-${range.end}` };
      const response = await request(`/${key}`, { method: 'GET', ...(headers && { headers }) });
      if (response.ok && response.body !== null) return Readable.from(chunksOf(response.body), { objectMode: false });
      await response.body?.cancel();
      throw response.status === 404 ? new ObjectMissing(key) : failed('get', response.status);
    },

    delete: deleteObject,

    /** Listed anew after each thousand, until there is none: no mark of a place that others delete around. */
    async deleteAll(prefix) {
      let first: string | undefined;
      for (let keys = await keysUnder(prefix); keys.length > 0; keys = await keysUnder(prefix)) {
        // A bucket that keeps what it says it has deleted would be asked for ever.
        if (keys[0] === first) throw new Error('S3 lists what was deleted');
        [first] = keys;
        while (keys.length > 0) await Promise.all(keys.splice(0, AT_ONCE).map(deleteObject));
      }
    },

    async check() {
      const probe = `${randomUUID()}/`;
      await this.put(`${probe}probe`, Buffer.from('probe'));
      await this.deleteAll(probe);
    },
  };
}

async function* chunksOf(body: NonNullable<Response['body']>): AsyncGenerator<Uint8Array> {
  const reader = body.getReader();
  try {
    for (let read = await reader.read(); !read.done; read = await reader.read()) yield read.value;
  } finally {
    // Whoever asked has gone, or has all of it: the connection is free.
    await reader.cancel();
  }
}

/** Without the answer's words, which may quote what was asked. */
const failed = (what: string, status: number): Error => new Error(`S3 ${what} was answered with ${status}`);
