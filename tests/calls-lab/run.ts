/** `npm run calls-lab`: real calls between two Chromiums through NATs, relays and faults, cell by cell. */
import { fileURLToPath } from 'node:url';
import type { Outcome } from './cell.ts';
import { whyNoLab } from './missing.ts';
import { readOptions, USAGE, type LabOptions } from './options.ts';
import { progress, table } from './table.ts';
import { runInOwnWorld } from './world.ts';

const INSIDE = fileURLToPath(new URL('inside.ts', import.meta.url));
const say = (text: string): void => void process.stdout.write(`${text}\n`);

const options = ((): LabOptions => {
  try {
    return readOptions(process.argv.slice(2));
  } catch (cause) {
    process.stderr.write(`${cause instanceof Error ? cause.message : String(cause)}\n${USAGE}\n`);
    return process.exit(2);
  }
})();
const why = await whyNoLab();
if (why !== null) {
  say(`The calls lab is left out: ${why}`);
  process.exit(0);
}

const outcomes: Outcome[] = [];
const began = Date.now();
/** Of cells that are played side by side each has a world of its own, so they can't meet. */
const worlds = Array.from({ length: options.worlds }, (_, world) =>
  runInOwnWorld(INSIDE, [...process.argv.slice(2), '--world', String(world)], (text) => {
    const outcome: Outcome = JSON.parse(text);
    outcomes.push(outcome);
    say(progress(outcome, options.story));
  }),
);
const codes = await Promise.all(worlds);
say(`\n${table(outcomes)}\n`);
const failed = outcomes.filter(({ problem }) => problem !== null).length;
const each = outcomes.length === 0 ? 0 : (Date.now() - began) / outcomes.length / 1_000;
say(`${outcomes.length - failed} good, ${failed} failed, ${each.toFixed(1)} s a cell`);
process.exit(failed === 0 ? Math.max(...codes) : 1);
