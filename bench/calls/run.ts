/** `npm run calls-bench`: how soon a call connects, Parley beside PeerJS and simple-peer, both ends behind NATs. */
import { fileURLToPath } from 'node:url';
import { whyNoLab } from '../../tests/calls-lab/missing.ts';
import { runInOwnWorld } from '../../tests/calls-lab/world.ts';

const INSIDE = fileURLToPath(new URL('inside.ts', import.meta.url));

const why = await whyNoLab();
if (why !== null) {
  process.stderr.write(`Calls cannot be measured here: ${why}\n`);
  process.exit(2);
}
process.exit(await runInOwnWorld(INSIDE, process.argv.slice(2)));
