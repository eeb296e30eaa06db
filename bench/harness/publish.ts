import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Figure } from '../figures/figure.ts';
import { bars, tables } from './report.ts';
import type { Results } from './results.ts';

const file = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const RESULTS = file('../results/');
const PAGE = file('../README.md');
const FRONT_PAGE = file('../../README.md');
const MARKS = ['<!-- results -->', '<!-- /results -->'] as const;

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
  mkdirSync(RESULTS, { recursive: true });
  const { entries, faults } = results;
  const json = JSON.stringify({ date, facts, entries, faults }, null, 1);
  writeFileSync(`${RESULTS}${date.slice(0, 19).replaceAll(':', '')}.json`, `${json}\n`);
  if (!isWhole) return;
  between(PAGE, text);
  between(FRONT_PAGE, `${head} ${facts['machine'] ?? ''}.\n\n${summary}`);
  execFileSync('oxfmt', [PAGE, FRONT_PAGE], { shell: process.platform === 'win32' });
}

/** Puts a text between the marks of a page. */
function between(page: string, text: string): void {
  const [before, rest] = readFileSync(page, 'utf8').split(MARKS[0]);
  const after = rest?.split(MARKS[1])[1];
  if (before === undefined || after === undefined) throw new Error(`${page} has no place for results`);
  writeFileSync(page, `${before}${MARKS[0]}\n\n${text}\n\n${MARKS[1]}${after}`);
}
