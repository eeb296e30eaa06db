/** The measurement itself, as the first process of a world of its own: see tests/calls-lab/world.ts. */
import { findPostgres } from '../../tests/chaos/cluster/programs.ts';
import { enterWorld } from '../../tests/calls-lab/world.ts';
import { contestantsOf } from './contestants.ts';
import { measureCall, type Wish } from './measure-call.ts';
import { readOptions, USAGE, type CallsBenchOptions } from './options.ts';
import { publishCalls } from './publish-calls.ts';
import { CallResults, label } from './results.ts';
import { buildStand } from './stand.ts';

const options = ((): CallsBenchOptions => {
  try {
    return readOptions(process.argv.slice(2));
  } catch (cause) {
    process.stderr.write(`${cause instanceof Error ? cause.message : String(cause)}\n${USAGE}\n`);
    return process.exit(2);
  }
})();
const programs = findPostgres();
if (programs === null) throw new Error('no Postgres here');
await enterWorld();
const stand = await buildStand(programs);
const results = new CallResults();

/** One round has each call once, the contestants one after the other: what drifts on the machine drifts for all alike. */
const round: Wish[] = options.ways.flatMap((way) =>
  options.delays.flatMap((delayMs) =>
    contestantsOf(way, options.contestants).map((contestant) => ({ contestant, way, delayMs })),
  ),
);
// Not counted: the first of all has cold programs everywhere.
for (const wish of round.slice(0, options.contestants.length)) await measureCall(stand, wish);
for (let nth = 1; nth <= options.calls; nth += 1) {
  for (const wish of round) {
    try {
      const { figures, story } = await measureCall(stand, wish);
      results.add(wish, figures);
      if (options.story) process.stdout.write(`\n${label(wish)}\n${story.join('\n')}\n`);
    } catch (cause) {
      results.faults.push(`${label(wish)}: ${cause instanceof Error ? cause.message : String(cause)}`);
    }
  }
  process.stdout.write(`${nth} of ${options.calls} rounds\n`);
}
publishCalls(results, options);
process.exit(results.faults.length === 0 ? 0 : 1);
