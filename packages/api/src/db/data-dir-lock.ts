import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/**
 * PGlite takes no lock of its own: two processes on one directory both write, and rows vanish without an error.
 * The lock is an exclusive transaction on an empty SQLite file: the operating system's own file lock, which two
 * starters cannot both win and which is gone with the process, however that ended. (A file with a pid in it was
 * won by both in four of forty rounds, when it was stale and they looked at the same moment.)
 * @throws Error that says which directory, when somebody has it
 */
export function lockDataDir(dataDir: string): { release: () => void } {
  mkdirSync(dataDir, { recursive: true });
  const lock = new DatabaseSync(join(dataDir, 'parley.lock'));
  try {
    lock.exec('begin exclusive');
  } catch (cause) {
    lock.close();
    throw new Error(`Another Parley uses ${resolve(dataDir)}: stop it, or set DATA_DIR`, { cause });
  }
  return { release: () => lock.close() };
}
