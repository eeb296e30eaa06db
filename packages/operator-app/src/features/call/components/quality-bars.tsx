import './quality-bars.css';
import type { CallQuality } from '@parley/api/contract/call-views';
import { barsOf } from '@parley/client';
import { qualityWords } from '../quality.ts';

const BARS = [1, 2, 3, 4];

/** How we hear the other side: four bars for the eye, words for the ear and on hover. */
export function QualityBars({ quality }: { quality: CallQuality }) {
  const bars = barsOf(quality.mos);
  const words = qualityWords(quality);
  return (
    <span className="quality-bars" role="img" aria-label={words} title={words} data-bars={bars}>
      {BARS.map((bar) => (
        <i key={bar} data-full={bar <= bars || undefined} />
      ))}
    </span>
  );
}
