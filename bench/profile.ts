/** `npm run bench:profile -- <file.cpuprofile> [30]`: the functions in which the time of a profile was spent. */
import { readFileSync } from 'node:fs';
import type { Profiler } from 'node:inspector';

const [file, count = '30'] = process.argv.slice(2);
if (file === undefined) {
  console.error('npm run bench:profile -- <file.cpuprofile> [how many]');
  process.exit(2);
}
const profile: Profiler.Profile = JSON.parse(readFileSync(file, 'utf8'));

/** `ws/lib/sender.js:42`: enough to find it. */
function placeOf({ functionName, url, lineNumber }: Profiler.Profile['nodes'][number]['callFrame']): string {
  const path = url.split('node_modules/').at(-1)?.split('/').slice(-3).join('/') ?? '';
  return `${functionName === '' ? '(anonymous)' : functionName}${path === '' ? '' : `  ${path}:${lineNumber + 1}`}`;
}

/** Microseconds by function: its own time, whoever called it. */
function selfTimes({ nodes, samples = [], timeDeltas = [] }: Profiler.Profile): Map<string, number> {
  const places = new Map(nodes.map(({ id, callFrame }) => [id, placeOf(callFrame)]));
  const times = new Map<string, number>();
  for (const [index, id] of samples.entries()) {
    const place = places.get(id) ?? '?';
    // A delta is the time that passed before its sample was taken: what followed the sample is its own.
    times.set(place, (times.get(place) ?? 0) + (timeDeltas[index + 1] ?? 0));
  }
  return times;
}

const times = selfTimes(profile);
const idle = times.get('(idle)') ?? 0;
times.delete('(idle)');
const busy = times.values().reduce((sum, time) => sum + time, 0);
console.log(`busy ${(busy / 1e6).toFixed(2)} s, idle ${(idle / 1e6).toFixed(2)} s; shares are of the busy time`);
for (const [place, time] of [...times].toSorted(([, a], [, b]) => b - a).slice(0, Number(count))) {
  console.log(`${((time / busy) * 100).toFixed(1).padStart(5)} %  ${(time / 1e3).toFixed(0).padStart(7)} ms  ${place}`);
}
