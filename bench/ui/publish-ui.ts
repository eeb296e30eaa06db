import { fileURLToPath } from 'node:url';
import { machine } from '../harness/about.ts';
import { between, format, keep } from '../harness/publish.ts';
import { cell, line } from '../harness/report.ts';
import { FIGURE_NAMES, FIGURES, type Figure, type Measured } from './figures.ts';

const PAGE = fileURLToPath(new URL('README.md', import.meta.url));

interface Size {
  rounds: number;
  minutes: number;
  conversations: number;
  messages: number;
}

/** Prints what was found and keeps it as JSON; that of a whole run takes its place in the README beside this. */
export function publishUi(measured: Measured, size: Size, chromium: string, isWhole: boolean): void {
  const date = new Date().toISOString();
  const facts = { machine: machine(), chromium, node: process.version };
  const head = `${date.slice(0, 10)}, medians of ${size.rounds} rounds, then ${size.minutes} minutes of traffic; ${size.conversations.toLocaleString('en')} conversations, ${size.messages.toLocaleString('en')} messages in one.`;
  const stand = Object.entries(facts).map(([name, value]) => `${name} ${value}`);
  const text = `${head} Brackets: least–most. ${stand.join(' · ')}.\n\n${table(measured)}`;
  process.stdout.write(`\n${text}\n`);
  keep('ui-', date, { facts, size, values: measured.values });
  if (!isWhole) return;
  between(PAGE, 'ui', text);
  format();
}

function table(measured: Measured): string {
  const head = ['figure', 'Parley', 'bar', ''];
  const rows = FIGURE_NAMES.flatMap((name) => {
    const figure: Figure = FIGURES[name];
    const spread = measured.spread(name);
    return spread === null ? [] : [line([figure.name, cell(spread, figure.unit), ...judged(figure, spread.median)])];
  });
  return [line(head), line(head.map(() => '---')), ...rows].join('\n');
}

function judged({ bar, unit }: Figure, median: number): [bar: string, verdict: string] {
  if (bar === null) return ['', ''];
  const [sign, limit, met] =
    'atMost' in bar ? ['≤', bar.atMost, median <= bar.atMost] : ['≥', bar.atLeast, median >= bar.atLeast];
  return [`${sign} ${limit.toLocaleString('en')} ${unit}`, met ? 'met' : '**not met**'];
}
