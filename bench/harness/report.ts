import { PARLEY } from '../contestants/contestants.ts';
import type { Bar, Figure } from '../figures/figure.ts';
import type { Results } from './results.ts';
import type { Spread } from './statistics.ts';

export function number(value: number): string {
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return value.toLocaleString('en', { maximumFractionDigits: digits });
}

const withUnit = (value: string, unit: string): string => (unit === '' ? value : `${value} ${unit}`);

export function cell(spread: Spread | null, unit: string): string {
  if (spread === null) return '–';
  const { median, min, max } = spread;
  const range = min === max ? '' : ` (${number(min)}–${number(max)})`;
  return withUnit(`**${number(median)}**${range}`, unit);
}

export function line(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

/** A Markdown section for each figure that has numbers: medians, with the least and the most in brackets. */
export function tables(figures: readonly Figure[], results: Results): string {
  return figures
    .filter(({ name }) => results.entries.some(({ figure }) => figure === name))
    .map((figure) => table(figure, results))
    .join('\n\n');
}

function table(figure: Figure, results: Results): string {
  const hasVariants = figure.rows.some(({ variant }) => variant !== '');
  const head = [...(hasVariants ? [''] : []), 'who', ...figure.values.map(({ name }) => name)];
  const rows = figure.rows.map(({ contestant, variant }) => [
    ...(hasVariants ? [variant] : []),
    contestant.name,
    ...figure.values.map(({ name, unit }) => cell(results.spread(figure, contestant, variant, name), unit)),
  ]);
  const lines = [line(head), line(head.map(() => '---')), ...rows.map(line)];
  return [`### ${figure.title}`, '', figure.how, '', ...lines].join('\n');
}

/** Parley against the bars, as ratios of medians: those that it does not reach as well. */
export function bars(figures: readonly Figure[], results: Results): string {
  const rows = figures.flatMap((figure) =>
    figure.bars.flatMap((bar) => bar.variants.map((variant) => line(judged(figure, bar, variant, results)))),
  );
  if (rows.length === 0) return '';
  const head = ['figure', 'Parley', 'against', '', 'ratio', 'bar', ''];
  return [line(head), line(head.map(() => '---')), ...rows].join('\n');
}

function judged(figure: Figure, bar: Bar, variant: string, results: Results): string[] {
  const { against, value, than = variant, atLeast, atMost } = bar;
  const unit = figure.values.find(({ name }) => name === value)?.unit ?? '';
  const ours = results.spread(figure, PARLEY, variant, value)?.median ?? Number.NaN;
  const theirs = results.spread(figure, against, than, value)?.median ?? Number.NaN;
  const ratio = ours / theirs;
  const name = [figure.title, value, variant].filter((part) => part !== '').join(', ');
  const other = than === variant ? against.name : than;
  const asked = atLeast === undefined ? `≤ ${atMost}×` : `≥ ${atLeast}×`;
  const isMet = (atLeast === undefined || ratio >= atLeast) && (atMost === undefined || ratio <= atMost);
  const figureOf = (median: number): string => (Number.isNaN(median) ? '–' : withUnit(number(median), unit));
  const [reached, verdict] = Number.isNaN(ratio)
    ? ['–', 'not measured']
    : [`**${number(ratio)}×**`, isMet ? 'met' : '**not met**'];
  return [name, figureOf(ours), other, figureOf(theirs), reached, asked, verdict];
}
