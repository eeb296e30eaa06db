import { randomUUID } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ObjectMissing, type FileStorage } from './file-storage.ts';

/** A folder is deleted while somebody puts a file into it, as when an upload is taken back in the middle: each then tries again. */
const TRIES = 10;

/** A folder of this machine, or one that all nodes share. */
export function diskStorage(directory: string): FileStorage {
  const pathOf = (key: string): string => join(directory, key);

  return {
    kind: 'disk',

    async put(key, bytes) {
      for (let tries = 1; ; tries += 1) {
        try {
          return await write(pathOf(key), bytes);
        } catch (cause) {
          if (!isFolderGone(cause) || tries === TRIES) throw cause;
        }
      }
    },

    async open(key, range) {
      try {
        const file = await open(pathOf(key), 'r');
        return file.createReadStream(range);
      } catch (cause) {
        throw isMissing(cause) ? new ObjectMissing(key, { cause }) : cause;
      }
    },

    delete: (key) => rm(pathOf(key), { force: true }),

    deleteAll: (prefix) => rm(pathOf(prefix), { recursive: true, force: true, maxRetries: TRIES, retryDelay: 5 }),

    async check() {
      await mkdir(directory, { recursive: true });
      const probe = `${randomUUID()}/`;
      await this.put(`${probe}probe`, Buffer.from('probe'));
      await this.deleteAll(probe);
    },
  };
}

/** Beside its place, to the disk, and then into its place, to the disk as well: a power cut leaves all of it or nothing. */
async function write(path: string, bytes: Uint8Array): Promise<void> {
  const folder = dirname(path);
  await mkdir(folder, { recursive: true });
  const unfinished = join(folder, `${randomUUID()}.unfinished`);
  try {
    await using file = await open(unfinished, 'wx');
    await file.writeFile(bytes);
    await file.sync();
    await rename(unfinished, path);
  } catch (cause) {
    await rm(unfinished, { force: true });
    throw cause;
  }
  await syncFolder(folder);
}

/** Windows has no handle for it, and needs none. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  await using handle = await open(folder, 'r');
  await handle.sync();
}

const codeOf = (cause: unknown): unknown => (cause instanceof Error && 'code' in cause ? cause.code : undefined);

const isMissing = (cause: unknown): boolean => codeOf(cause) === 'ENOENT';

/** A folder that goes while Node makes one inside it is no directory to Node. */
const isFolderGone = (cause: unknown): boolean => isMissing(cause) || codeOf(cause) === 'ENOTDIR';
