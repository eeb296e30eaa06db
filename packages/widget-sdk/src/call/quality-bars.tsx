import { barsOf, type CallSnapshot } from '@parley/client';
import type { JSX } from 'preact';
import type { Dictionary } from '../locale/dictionary.ts';
import { usePanel } from '../panel/panel-context.ts';

/** With so few bars, words speak more freely. */
const POOR = 1;

export function QualityBars({ quality }: Pick<CallSnapshot, 'quality'>): JSX.Element | null {
  const { words } = usePanel();
  if (quality === null) return null;
  const bars = barsOf(quality.mos);
  const label = words.call.quality[bars];
  return (
    <span class={`bars${bars <= POOR ? ' poor' : ''}`} role="img" aria-label={label} title={label}>
      {[1, 2, 3, 4].map((bar) => (
        <i key={bar} class={bar <= bars ? 'on' : ''} />
      ))}
    </span>
  );
}

export function poorLine({ phase, quality, camera, held, remote }: CallSnapshot, words: Dictionary): string {
  if (phase !== 'active' || held || remote.held || quality === null || barsOf(quality.mos) > POOR) return '';
  return camera || remote.video ? words.call.poorVideo : words.call.poor;
}
