import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Figure } from '../figures/figure.ts';
import { bars, tables } from './report.ts';
import type { Results } from './results.ts';

const file = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const RESULTS = file('../results/');
export const PAGE = file('../README.md');
export const FRONT_PAGE = file('../../README.md');

export interface Run {
  figures: readonly Figure[];
  results: Results;
  /** What was measured on what. */
  facts: Record<string, string>;
  rounds: number;
}

/** Prints what was found and keeps all of it as JSON; that of a whole run takes its place in the two READMEs. */
export function publish(run: Run, isWhole: boolean): void {
  const { figures, results, facts, rounds } = run;
  const date = new Date().toISOString();
  const head = `${date.slice(0, 10)}, medians of ${rounds} interleaved rounds.`;
  const stand = Object.entries(facts).map(([name, value]) => `${name} ${value}`);
  const summary = bars(figures, results);
  const parts = [`${head} Brackets: least–most. ${stand.join(' · ')}.`, summary, tables(figures, results)];
  if (results.faults.length > 0) parts.push(`Void: ${results.faults.length} measurements.`);
  const text = parts.filter((part) => part !== '').join('\n\n');
  console.log(`\n${text}`);
  const { entries, faults } = results;
  keep('', date, { facts, entries, faults });
  if (!isWhole) return;
  between(PAGE, 'results', text);
  between(FRONT_PAGE, 'results', `${head} ${facts['machine'] ?? ''}.\n\n${summary}`);
  format();
}

/** As JSON, under the moment of the run. */
export function keep(kind: string, date: string, run: object): void {
  mkdirSync(RESULTS, { recursive: true });
  const name = `${kind}${date.slice(0, 19).replaceAll(':', '')}.json`;
  writeFileSync(RESULTS + name, `${JSON.stringify({ date, ...run }, null, 1)}\n`);
}

export function format(): void {
  execFileSync('oxfmt', [PAGE, FRONT_PAGE], { shell: process.platform === 'win32' });
}

/** Puts a text between the marks of that name in a page. */
export function between(page: string, name: string, text: string): void {
  const [begin, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const [before, rest] = readFileSync(page, 'utf8').split(begin);
  const after = rest?.split(end)[1];
  if (before === undefined || after === undefined) throw new Error(`${page} has no place for ${name}`);
  writeFileSync(page, `${before}${begin}\n\n${text}\n\n${end}${after}`);
}
