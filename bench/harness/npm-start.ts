import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/**
 * Milliseconds from `npm start` until the server answers that it is ready: embedded database, build up to date.
 * @param again on the database of an earlier start; else on none, as the very first time
 */
export async function npmStart(again: boolean): Promise<number> {
  const dataDir = mkdtempSync(join(tmpdir(), 'parley-bench-'));
  try {
    if (again) await startOnce(dataDir);
    return await startOnce(dataDir);
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}

async function startOnce(dataDir: string): Promise<number> {
  const startedAt = performance.now();
  const child = spawn('npm', ['start'], {
    cwd: ROOT,
    // npm, a shell, the set-up and the server: a group, so that all can be told to stop.
    detached: true,
    env: {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      PORT: '0',
      HOST: '127.0.0.1',
      DATA_DIR: dataDir,
      DRAIN_SECONDS: '0',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exit = once(child, 'exit');
  const tell = (): void => {
    if (child.pid !== undefined && child.exitCode === null && child.signalCode === null)
      process.kill(-child.pid, 'SIGTERM');
  };
  process.on('exit', tell);
  try {
    const url = await Promise.race([
      urlIn(child.stdout),
      exit.then(([code]) => Promise.reject(new Error(`npm start ended with ${code}`))),
    ]);
    const { status } = await fetch(new URL('/readyz', url));
    if (status !== 200) throw new Error(`not ready: ${status}`);
    return performance.now() - startedAt;
  } finally {
    tell();
    // Its output ends when the last of the group has: npm itself does not wait for the server.
    child.stdout.resume();
    await Promise.all([exit, once(child, 'close')]);
    process.off('exit', tell);
  }
}

function urlIn(output: NodeJS.ReadableStream): Promise<string> {
  return new Promise((resolve) => {
    createInterface(output).on('line', (line) => {
      const url = /"url":"([^"]+)"/.exec(line)?.[1];
      if (url !== undefined && line.includes('"listening"')) resolve(url);
    });
  });
}
