import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/**
 * PGlite takes no lock of its own: two processes on one directory both write, and rows vanish without an error.
 * So the directory is ours while `parley.lock` names a process that lives. The start time is kept beside the pid
 * because pids come round again, in containers at once.
 */
export function lockDataDir(dataDir: string): { release(): void } {
  mkdirSync(dataDir, { recursive: true });
  const path = join(dataDir, 'parley.lock');
  const own = JSON.stringify({ pid: process.pid, started: startTime(process.pid) });
  for (let attempt = 0; ; attempt += 1) {
    try {
      writeFileSync(path, own, { flag: 'wx' });
      return { release: () => rmSync(path, { force: true }) };
    } catch (cause) {
      if (!(cause instanceof Error && 'code' in cause && cause.code === 'EEXIST')) throw cause;
      const holder = readHolder(path);
      if (holder !== null && attempt < 3 && !lives(holder)) rmSync(path, { force: true });
      else
        throw new Error(
          `Another Parley (process ${holder?.pid ?? 'unknown'}) uses ${resolve(dataDir)}: stop it, or set DATA_DIR`,
          { cause },
        );
    }
  }
}

interface Holder {
  pid: number;
  started: string | null;
}

function readHolder(path: string): Holder | null {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (typeof value !== 'object' || value === null || !('pid' in value) || typeof value.pid !== 'number') return null;
    return { pid: value.pid, started: 'started' in value && typeof value.started === 'string' ? value.started : null };
  } catch {
    // Cut off in the middle of writing by a crash: nobody holds it.
    return { pid: -1, started: null };
  }
}

function lives({ pid, started }: Holder): boolean {
  if (pid <= 0 || pid === process.pid) return false;
  try {
    process.kill(pid, 0);
  } catch (cause) {
    return cause instanceof Error && 'code' in cause && cause.code === 'EPERM';
  }
  return started === null || started === startTime(pid);
}

/** Field 22 of /proc/<pid>/stat (proc(5)); null where there is no /proc. */
function startTime(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch {
    return null;
  }
}
