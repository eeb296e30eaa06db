import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { duration } from '../chat/dates.ts';

/** Not a live region: a screen reader would speak every second. */
export function CallDuration({ since }: { since: Date }): JSX.Element {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  return (
    <p class="duration" role="timer" aria-live="off">
      {duration(now - since.getTime())}
    </p>
  );
}
