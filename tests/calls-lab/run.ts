/** `npm run calls-lab`: real calls between two Chromiums through NATs, relays and faults, cell by cell. */
import { fileURLToPath } from 'node:url';
import { whyNoLab } from './missing.ts';
import { runInOwnWorld } from './world.ts';

const INSIDE = fileURLToPath(new URL('inside.ts', import.meta.url));

const why = await whyNoLab();
if (why !== null) {
  process.stdout.write(`The calls lab is left out: ${why}\n`);
  process.exit(0);
}
process.exit(await runInOwnWorld(INSIDE, process.argv.slice(2)));
