import type { Outcome } from './cell.ts';

/** While the run goes on; with its story where it failed, or where all are wanted. */
export function progress(outcome: Outcome, withStory: boolean): string {
  const { lane, act, problem, fate, setUpMs, seconds, story } = outcome;
  const set = setUpMs === null ? '' : `, first sound after ${setUpMs} ms`;
  const mark = problem === null ? '✓' : '✗';
  const line = `${mark} ${lane} × ${act}: ${fate}${set}, away ${awayOf(outcome)} ms, ${waysOf(outcome)} (${seconds.toFixed(0)} s)`;
  const why = problem === null ? [] : [problem];
  return [line, ...[...why, ...(problem !== null || withStory ? story : [])].map((each) => `    ${each}`)].join('\n');
}

const HEAD = [
  'network',
  'act',
  'good',
  'ended',
  'set-up ms',
  'away ms operator/visitor',
  'way operator',
  'way visitor',
];

/** A row for each cell, its repetitions side by side. */
export function table(outcomes: readonly Outcome[]): string {
  const cells = Map.groupBy(outcomes, ({ lane, act }) => `${lane} ${act}`);
  const rows = [...cells.values()].map((times) => [
    times[0]?.lane ?? '',
    times[0]?.act ?? '',
    `${times.filter(({ problem }) => problem === null).length}/${times.length}`,
    different(times.map(({ fate }) => fate)),
    times.map(({ setUpMs }) => setUpMs ?? '–').join(' '),
    times.map(awayOf).join(' '),
    different(times.map(({ ways }) => ways.operator)),
    different(times.map(({ ways }) => ways.visitor)),
  ]);
  const widths = HEAD.map((_, column) => Math.max(...[HEAD, ...rows].map((row) => (row[column] ?? '').length)));
  return [HEAD, ...rows]
    .map((row) =>
      row
        .map((text, i) => text.padEnd(widths[i] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

const awayOf = ({ awayMs }: Outcome): string => `${awayMs.operator ?? '–'}/${awayMs.visitor ?? '–'}`;
const waysOf = ({ ways }: Outcome): string => different([ways.operator, ways.visitor]);
const different = (words: readonly string[]): string => [...new Set(words)].join(', ');
