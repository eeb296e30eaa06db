import type { ChildProcess } from 'node:child_process';
import { readFile } from 'node:fs/promises';

/** The largest picture that may be, moving or not, stays well under it; Node itself has some 60 MB. */
const MAX_BYTES = 1024 * 1024 * 1024;
const LOOK_MS = 100;
const PAGE_BYTES = 4096;

/** Kills a process that takes too much. Linux alone tells; elsewhere the count of pixels is what bounds it. */
export function watchMemory(child: ChildProcess): () => void {
  if (process.platform !== 'linux') return () => undefined;
  const timer = setInterval(() => {
    void residentBytes(child.pid).then((bytes) => bytes > MAX_BYTES && child.kill('SIGKILL'));
  }, LOOK_MS);
  return () => clearInterval(timer);
}

async function residentBytes(pid: number | undefined): Promise<number> {
  // It may be gone by now, which whoever waits for it is told.
  const statm = await readFile(`/proc/${pid}/statm`, 'utf8').catch(() => '');
  return Number(statm.split(' ')[1] ?? 0) * PAGE_BYTES;
}
