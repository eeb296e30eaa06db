/** `npm run bench`: Parley side by side with what people would pick instead, on this machine, in interleaved rounds. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { figures as allFigures, type Pace } from './figures/figures.ts';
import type { Figure, Row } from './figures/figure.ts';
import { about } from './harness/about.ts';
import { measure } from './harness/measure.ts';
import { Postgres } from './harness/postgres.ts';
import { bars, tables } from './harness/report.ts';
import { Results } from './harness/results.ts';
import { seed } from './harness/seed.ts';
import { readOptions, USAGE, type Options } from './options.ts';

const FULL: Pace = { warmMs: 2_000, measureMs: 4_000, connections: 5_000 };
const QUICK: Pace = { warmMs: 500, measureMs: 1_500, connections: 1_000 };
const NAMES = allFigures(FULL).map(({ name }) => name);
const README = new URL('README.md', import.meta.url);
const MARKS = ['<!-- results -->', '<!-- /results -->'] as const;

function options(): Options {
  try {
    return readOptions(process.argv.slice(2), NAMES);
  } catch (cause) {
    console.error(`${cause instanceof Error ? cause.message : String(cause)}\n${USAGE}`);
    process.exit(2);
  }
}

async function run({ only, rounds, quick, limitMinutes }: Options, postgres: Postgres): Promise<void> {
  const figures = allFigures(quick ? QUICK : FULL).filter(({ name }) => only.length === 0 || only.includes(name));
  const results = new Results();
  const past = results.past(figures);
  const templates = new Map<number, string>();
  const endAt = Date.now() + limitMinutes * 60_000;
  const once = async (figure: Figure, row: Row): Promise<void> => {
    const scenario = typeof row.scenario === 'function' ? row.scenario(past) : row.scenario;
    if (scenario === null || Date.now() > endAt) return;
    const template = templates.get(row.depth) ?? (await seed(postgres, row.depth));
    templates.set(row.depth, template);
    const name = [figure.name, row.contestant.name, row.variant].filter((part) => part !== '').join(' · ');
    try {
      const measured = await measure(postgres, { ...row, scenario, template });
      if (measured.fault !== null) throw new Error(measured.fault);
      results.add(figure, row, measured);
      const [value] = figure.values;
      console.log(`${name}: ${value?.of(measured)?.toFixed(1) ?? '–'} ${value?.unit ?? ''}`);
    } catch (cause) {
      results.faults.push(`${name}: ${cause instanceof Error ? cause.message : String(cause)}`);
      console.error(results.faults.at(-1));
    }
  };
  for (const figure of figures) {
    // Row by row within a round: what drifts on the machine drifts for all alike.
    for (let round = 0; round < rounds; round += 1) for (const row of figure.rows) await once(figure, row);
  }
  publish(figures, results, about(postgres.version), { rounds, isWhole: !quick && only.length === 0 });
}

function publish(
  figures: readonly Figure[],
  results: Results,
  facts: Record<string, string>,
  { rounds, isWhole }: { rounds: number; isWhole: boolean },
): void {
  const date = new Date().toISOString();
  const facing = Object.entries(facts).map(([name, value]) => `${name} ${value}`);
  const text = [
    `${date.slice(0, 10)}, medians of up to ${rounds} interleaved rounds (least–most). ${facing.join(' · ')}.`,
    bars(figures, results),
    tables(figures, results),
    results.faults.length === 0 ? '' : `Void: ${results.faults.length} runs.`,
  ]
    .filter((part) => part !== '')
    .join('\n\n');
  console.log(`\n${text}`);
  mkdirSync(new URL('results/', import.meta.url), { recursive: true });
  const file = new URL(`results/${date.slice(0, 19).replaceAll(':', '')}.json`, import.meta.url);
  writeFileSync(
    file,
    `${JSON.stringify({ date, facts, entries: results.entries, faults: results.faults }, null, 1)}\n`,
  );
  // A part of the run, or a hasty one, must not take the place of a whole one.
  if (isWhole) writeIntoReadme(text);
}

function writeIntoReadme(text: string): void {
  const readme = readFileSync(README, 'utf8');
  const [before = '', after = ''] = [readme.split(MARKS[0])[0], readme.split(MARKS[1])[1]];
  writeFileSync(README, `${before}${MARKS[0]}\n\n${text}\n\n${MARKS[1]}${after}`);
}

const chosen = options();
const postgres = await Postgres.find().catch((cause: unknown) => {
  console.error(cause instanceof Error ? cause.message : String(cause));
  process.exit(2);
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  // A run that is broken off leaves no databases behind; its processes end with their channels.
  process.once(signal, () => void postgres.dropAll().finally(() => process.exit(1)));
}
try {
  await run(chosen, postgres);
} finally {
  await postgres.dropAll();
}
