/**
 * `npm run call-races -- --races 10000 [--lanes 16]`: so many two-accept races and as many glare races. Exits with 1 on
 * any call with two winners or none, and on any pair of calls that did not become one.
 */
import { parseArgs } from 'node:util';
import { runRaces } from './steps/call-races.ts';
import { targetFromEnvironment } from './target.ts';

const { values } = parseArgs({
  options: { races: { type: 'string', default: '10000' }, lanes: { type: 'string', default: '16' } },
});
const [races, lanes] = [Number(values.races), Number(values.lanes)];
if (![races, lanes].every((value) => Number.isSafeInteger(value) && value > 0)) {
  throw new Error('--races and --lanes are whole numbers above 0');
}
/** A line now and then: ten for each kind. */
const EVERY = Math.ceil(races / 10);

await using target = await targetFromEnvironment();
console.log(`server: ${target.url}; ${races} races of each kind in ${lanes} lanes`);
const { figures, violations } = await runRaces(target.url, {
  races,
  lanes,
  progress: (kind, done) => {
    if (done % EVERY === 0) console.log(`  ${kind}: ${done}`);
  },
  onViolation: (violation) => console.log(`VIOLATION  ${violation}`),
});
for (const [kind, { races: run, first, second, seconds }] of Object.entries(figures)) {
  const rate = Math.round(run / seconds);
  console.log(
    `${kind}: ${run} races in ${seconds.toFixed(1)} s (${rate}/s), won by the first ${first}, by the second ${second}`,
  );
}
console.log(`${violations.length === 0 ? 'PASS' : 'FAIL'}  call-races: ${violations.length} violations`);
process.exitCode = violations.length === 0 ? 0 : 1;
