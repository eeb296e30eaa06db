import type { ChildProcess } from 'node:child_process';
import { readFile } from 'node:fs/promises';

/** The largest picture that may be, moving or not, stays well under it; Node itself has some 60 MB. */
const MAX_BYTES = 1024 * 1024 * 1024;
const LOOK_MS = 100;

/** Kills a process that takes too much. Linux alone tells; elsewhere the count of pixels is what bounds it. */
export function watchMemory(child: ChildProcess): () => void {
  if (process.platform !== 'linux') return () => undefined;
  const timer = setInterval(() => {
    void residentBytes(child.pid).then((bytes) => bytes > MAX_BYTES && child.kill('SIGKILL'));
  }, LOOK_MS);
  return () => clearInterval(timer);
}

/** In kB, as the kernel says it: pages are of 4 kB on one machine and of 64 on another. */
async function residentBytes(pid: number | undefined): Promise<number> {
  // It may be gone by now, which whoever waits for it is told.
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) * 1024;
}
