import { useId } from 'react';
import { checkStrings as strings } from '../check-strings.ts';

/** Speech is quiet to a linear scale: the root shows it in the middle of the bar. */
const shown = (level: number): number => Math.round(Math.sqrt(Math.min(1, Math.max(0, level))) * 100);

export function LevelMeter({ level }: { level: number }) {
  const hint = useId();
  return (
    <div className="level-meter">
      <div
        className="level-bar"
        role="meter"
        aria-label={strings.level}
        aria-describedby={hint}
        aria-valuenow={shown(level)}
        aria-valuemin={0}
        aria-valuemax={100}
      >
        <span style={{ inlineSize: `${shown(level)}%` }} />
      </div>
      <p id={hint} className="field-hint">
        {strings.levelHint}
      </p>
    </div>
  );
}
