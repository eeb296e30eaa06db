import type { CallQuality } from '@parley/api/contract/call-views';
import { barsOf } from '@parley/client';
import { inLocale, percentWords } from '../../locale/formats.ts';
import { strings } from './strings.ts';

const milliseconds = inLocale(
  (tag) => new Intl.NumberFormat(tag, { style: 'unit', unit: 'millisecond', maximumFractionDigits: 0 }),
);

/** The words for a score, out of a list with one entry per number of bars. */
export const wordsOfBars = (words: readonly string[], mos: number): string => words[barsOf(mos)] ?? '';

/** `Connection good: 0.3% lost, 45 ms delay` */
export function qualityWords(quality: CallQuality): string {
  return strings.qualityWith(wordsOfBars(strings.quality, quality.mos), qualityDetail(quality));
}

export function qualityDetail({ lossPercent, roundTripMs }: CallQuality): string {
  const delay = roundTripMs === null ? null : milliseconds().format(roundTripMs);
  return strings.qualityDetail(percentWords(lossPercent / 100), delay);
}
