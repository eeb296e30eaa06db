import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Env } from '../env.ts';
import { DataKeys, newDataKey, parseDataKey } from './data-keys.ts';

/** Beside the embedded database, in its owner's hands alone. */
const FILE = 'data.key';

/**
 * Those of `DATA_KEYS`. The embedded database has one without being told: in a file, made at the first start. It goes on opening
 * what it has sealed when `DATA_KEYS` takes its place. Its directory is locked by the caller: two starters would make two.
 * @param needed ids of those by which something in the database is sealed
 * @throws Error that says which of them is none; or that the file is gone: another one would open nothing, and hide that
 */
export function openDataKeys(
  env: Pick<Env, 'DATA_KEYS' | 'DATA_DIR' | 'DATABASE_URL'>,
  needed: readonly string[],
): DataKeys {
  const own = env.DATA_KEYS.map(parseDataKey);
  if (env.DATABASE_URL !== undefined) return new DataKeys(own);
  const path = join(env.DATA_DIR, FILE);
  if (own.length === 0 && !existsSync(path)) {
    if (needed.length > 0)
      throw new Error(
        `${path} is not there, and the second factors in this database need the key ${needed.join(', ')}`,
      );
    writeKeyFile(path);
  }
  return new DataKeys(existsSync(path) ? [...own, readKeyFile(path)] : own);
}

function readKeyFile(path: string): ReturnType<typeof parseDataKey> {
  try {
    return parseDataKey(readFileSync(path, 'utf8').trim());
  } catch (cause) {
    throw new Error(`${path}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

/** Whole or not at all, and on the disk before anything is sealed by it. */
function writeKeyFile(path: string): void {
  const half = `${path}.new`;
  const file = openSync(half, 'w', 0o600);
  try {
    writeSync(file, `${newDataKey()}\n`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(half, path);
  // Windows has no way to say so of a folder.
  if (process.platform !== 'win32') syncFolder(dirname(path));
}

/** The name, too, outlives a power cut. */
function syncFolder(path: string): void {
  const folder = openSync(path, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
