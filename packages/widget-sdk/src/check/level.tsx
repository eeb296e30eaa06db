import type { JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { CheckWords } from '../locale/check-words.ts';

/** Speech is seldom louder than half of what a microphone can tell. */
const GAIN = 2;

/** How loud the microphone is now. Not spoken: it changes many times a second. */
export function Level({ level, words }: { level: number; words: CheckWords }): JSX.Element {
  const bar = useRef<HTMLSpanElement>(null);
  const shown = Math.min(1, level * GAIN);
  // Through the CSSOM: a `style` attribute would be refused by a strict policy.
  useLayoutEffect(() => bar.current?.style.setProperty('--level', shown.toFixed(2)), [shown]);
  return (
    <div class="level">
      <p>{words.speak}</p>
      <span
        ref={bar}
        class="meter"
        role="meter"
        aria-label={words.level}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.round(shown * 100)}
      />
    </div>
  );
}
