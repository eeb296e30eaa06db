/** `npm run bench`: Parley side by side with what people would pick instead, on this machine, in interleaved rounds. */
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { figures as allFigures, type Pace } from './figures/figures.ts';
import type { Figure, Row } from './figures/figure.ts';
import { about } from './harness/about.ts';
import { measure } from './harness/measure.ts';
import { Postgres } from './harness/postgres.ts';
import { publish } from './harness/publish.ts';
import { number } from './harness/report.ts';
import { Results } from './harness/results.ts';
import { seed } from './harness/seed.ts';
import { readOptions, USAGE, type Options } from './options.ts';

const FULL: Pace = { warmMs: 1_500, measureMs: 3_000, connections: 5_000 };
const QUICK: Pace = { warmMs: 500, measureMs: 1_500, connections: 1_000 };
const NAMES = allFigures(FULL).map(({ name }) => name);
const PROFILES = fileURLToPath(new URL('results/profiles/', import.meta.url));

function options(): Options {
  try {
    return readOptions(process.argv.slice(2), NAMES);
  } catch (cause) {
    console.error(`${cause instanceof Error ? cause.message : String(cause)}\n${USAGE}`);
    process.exit(2);
  }
}

const nameOf = (figure: Figure, { contestant, variant }: Row): string =>
  [figure.name, contestant.name, variant].filter((part) => part !== '').join(' · ');

async function run({ only, rounds, quick, limitMinutes, profile }: Options, postgres: Postgres): Promise<void> {
  const figures = allFigures(quick ? QUICK : FULL).filter(({ name }) => only.length === 0 || only.includes(name));
  const results = new Results();
  const past = results.past(figures);
  const templates = new Map<number, string>();
  const startedAt = Date.now();
  const endAt = startedAt + limitMinutes * 60_000;
  // Row by row within a round: what drifts on the machine drifts for all alike.
  const cells = figures.flatMap((figure) =>
    Array.from({ length: rounds }, () => figure.rows.map((row) => ({ figure, row }))).flat(),
  );
  const cell = async (figure: Figure, row: Row): Promise<string> => {
    const scenario = typeof row.scenario === 'function' ? row.scenario(past) : row.scenario;
    if (scenario === null) throw new Error('needs a figure that was not measured');
    if (Date.now() > endAt) throw new Error(`not begun after ${limitMinutes} minutes`);
    const template = templates.get(row.depth) ?? (await seed(postgres, row.depth));
    templates.set(row.depth, template);
    const file = `${PROFILES}${nameOf(figure, row).replaceAll(/[^\w]+/g, '-')}.cpuprofile`;
    const measured = await measure(postgres, { ...row, scenario, template, profile: profile ? file : undefined });
    if (measured.fault !== null) throw new Error(measured.fault);
    results.add(figure, row, measured);
    const [value] = figure.values;
    return `${number(value?.of(measured) ?? Number.NaN)} ${value?.unit ?? ''}`;
  };
  if (profile) mkdirSync(PROFILES, { recursive: true });
  for (const [done, { figure, row }] of cells.entries()) {
    if (postgres.isOver) return;
    const said = await cell(figure, row).catch((cause: unknown) => {
      const fault = cause instanceof Error ? cause.message : String(cause);
      results.faults.push(`${nameOf(figure, row)}: ${fault}`);
      return `void, ${fault}`;
    });
    const left = ((Date.now() - startedAt) / (done + 1)) * (cells.length - done - 1);
    console.log(`[${done + 1}/${cells.length}, ${number(left / 60_000)} min left] ${nameOf(figure, row)}: ${said}`);
  }
  if (postgres.isOver) return;
  if (profile) console.log(`Profiles are in ${PROFILES}; \`npm run bench:profile -- <file>\` sums one up.`);
  // A part of the run, a hasty or a profiled one must not take the place of a whole one.
  publish({ figures, results, facts: about(postgres.version), rounds }, !quick && !profile && only.length === 0);
}

const chosen = options();
const postgres = await Postgres.find().catch((cause: unknown) => {
  console.error(cause instanceof Error ? cause.message : String(cause));
  process.exit(2);
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  // A run that is broken off leaves no databases behind; its processes end with their channels. A signal comes twice, from
  // the terminal or the group and from the script that started us: the second must not end the work of the first.
  process.on(
    signal,
    () =>
      void postgres
        .dropAll()
        .catch(console.error)
        .finally(() => process.exit(1)),
  );
}
try {
  await run(chosen, postgres);
} finally {
  await postgres.dropAll();
}
