import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { noteLeftOut } from '../support/left-out.ts';
import { whyNoLab } from './missing.ts';

const RUN = fileURLToPath(new URL('run.ts', import.meta.url));
/** Two cells of a quarter of a minute each, on a machine that has other things to do. */
const CELLS_MS = 180_000;

const why = await whyNoLab();
if (why !== null) noteLeftOut(`the calls lab (${why})`);

describe.skipIf(why !== null)('calls through real networks', () => {
  test(
    'both hear each other again after a reload: straight through two NATs, and by a relay over TCP where UDP is blocked',
    async () => {
      // With a channel: should this worker be killed, the lab hears of it and ends.
      const lab = spawn(process.execPath, [RUN, '--only', 'direct,no-udp', '--acts', 'reload'], {
        stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
      });
      if (lab.stdout === null) throw new Error('no stdout');
      const [output, [code]] = await Promise.all([text(lab.stdout), once(lab, 'exit')]);
      expect(code, output).toBe(0);
    },
    CELLS_MS,
  );
});
