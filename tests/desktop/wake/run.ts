/**
 * `npm run desktop:wake -- [rounds] [seconds asleep]`: freezes a desk again and again, and says how long after its thaw all is right.
 * Ends with 1 when a round takes longer than two seconds. Linux.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startServerProcess } from '../../support/server-process.ts';
import { freezeAndThaw } from './wake-round.ts';

const [rounds = '10', seconds = '180'] = process.argv.slice(2);
const LIMIT_MS = 2_000;
const PATIENCE_MS = 30_000;

for (let round = 1; round <= Number(rounds); round += 1) {
  const data = await mkdtemp(join(tmpdir(), 'parley-wake-'));
  try {
    await using server = await startServerProcess({ env: { DATA_DIR: data } });
    const took = await freezeAndThaw(server, Number(seconds) * 1_000, PATIENCE_MS);
    process.stdout.write(`round ${round}: asleep for ${seconds} s, right after ${Math.round(took)} ms\n`);
    if (took > LIMIT_MS) process.exitCode = 1;
  } finally {
    await rm(data, { recursive: true, force: true });
  }
}
