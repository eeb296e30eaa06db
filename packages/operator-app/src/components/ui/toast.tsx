import './toast.css';
import { useEffect, useState } from 'react';
import { announcement } from '../../lib/announcer.ts';
import { useStore } from '../../lib/use-store.ts';

/** Long enough to read a line twice; the same words stay where they belong (a form, a message), so none are lost. */
const SHOWN_MS = 6_000;

/** Shows and speaks what `announce` says. */
export function Toast() {
  const latest = useStore(announcement);
  const [goneId, setGoneId] = useState(0);
  useEffect(() => {
    if (latest === null) return;
    const timer = setTimeout(() => setGoneId(latest.id), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [latest]);
  const shown = latest !== null && latest.id !== goneId ? latest : null;
  return (
    <div className="toast-place" role="status" aria-live="polite">
      {shown && (
        <p key={shown.id} className="toast" data-tone={shown.tone}>
          {shown.text}
        </p>
      )}
    </div>
  );
}
