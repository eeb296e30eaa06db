import { PARLEY } from '../contestants/contestants.ts';
import type { Bar, Figure } from '../figures/figure.ts';
import type { Results } from './results.ts';
import type { Spread } from './statistics.ts';

function number(value: number): string {
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return value.toLocaleString('en', { maximumFractionDigits: digits });
}

function cell(spread: Spread | null, unit: string): string {
  if (spread === null) return '–';
  const { median, min, max } = spread;
  const range = min === max ? '' : ` (${number(min)}–${number(max)})`;
  return `**${number(median)}**${range}${unit === '' ? '' : ` ${unit}`}`;
}

function line(cells: readonly string[]): string {
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

/** Parley against the peers, as ratios of medians. */
export function bars(figures: readonly Figure[], results: Results): string {
  const rows = figures.flatMap((figure) =>
    figure.bars.flatMap((bar) => bar.variants.flatMap((variant) => judged(figure, bar, variant, results))),
  );
  if (rows.length === 0) return '';
  return [
    '### Against the bars',
    '',
    line(['figure', 'against', 'ratio', 'bar', '']),
    line(['---', '---', '---', '---', '---']),
    ...rows,
  ].join('\n');
}

function judged(figure: Figure, { against, value, atLeast, atMost }: Bar, variant: string, results: Results): string[] {
  const ours = results.spread(figure, PARLEY, variant, value);
  const theirs = results.spread(figure, against, variant, value);
  if (ours === null || theirs === null) return [];
  const ratio = ours.median / theirs.median;
  const holds = (atLeast === undefined || ratio >= atLeast) && (atMost === undefined || ratio <= atMost);
  const bar = atLeast === undefined ? `≤ ${atMost}×` : `≥ ${atLeast}×`;
  const name = `${figure.title}: ${value}${variant === '' ? '' : `, ${variant}`}`;
  return [line([name, against.name, `${number(ratio)}×`, bar, holds ? 'met' : 'missed'])];
}
