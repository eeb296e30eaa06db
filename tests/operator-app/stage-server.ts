import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const APP = fileURLToPath(new URL('../../packages/operator-app', import.meta.url));
const VITE = fileURLToPath(new URL('../../node_modules/vite/bin/vite.js', import.meta.url));

export interface StageServer extends AsyncDisposable {
  /** The page with one scene on it, in the direction of the browser's language unless another is asked for. */
  sceneUrl(scene: string, dir?: 'ltr' | 'rtl'): string;
}

/** Serves the operator app's stage (packages/operator-app/stage) as `vite dev` does. */
export async function startStage(): Promise<StageServer> {
  const vite = spawn(process.execPath, [VITE, '--port', '0', '--host', '127.0.0.1'], {
    cwd: APP,
    env: { ...process.env, NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const stop = async () => {
    if (vite.exitCode !== null) return;
    vite.kill();
    await once(vite, 'exit');
  };
  for await (const line of createInterface({ input: vite.stdout })) {
    const base = /http:\/\/[\d.]+:\d+/.exec(line)?.[0];
    if (base === undefined) continue;
    return {
      sceneUrl: (scene, dir) =>
        `${base}/stage/index.html#${String(new URLSearchParams({ scene, ...(dir !== undefined && { dir }) }))}`,
      [Symbol.asyncDispose]: stop,
    };
  }
  throw new Error('vite has ended before it served anything');
}
