import './toast.css';
import { type ReactNode, useEffect, useState } from 'react';
import { type Announcement, announcement, dismiss, done } from '../../lib/announcer.ts';
import { keyOf } from '../../lib/commands/command-table.ts';
import { KeyCaps } from '../../lib/commands/key-caps.tsx';
import { strings } from '../../lib/commands/strings.ts';
import { useCommands } from '../../lib/commands/use-commands.ts';
import { useStore } from '../../lib/use-store.ts';

/** Long enough to read a line twice; the same words stay where they belong (a form, a message), so none are lost. */
const SHOWN_MS = 6_000;
/** Long enough to see what one has done, and to get to the button. */
const UNDO_MS = 12_000;

/** Shows and speaks what was said last, and what was done and can be taken back. */
export function Toast() {
  const said = useStore(announcement);
  const act = useStore(done);
  useCommands({ undo: act?.undo ?? null });
  return (
    // A line that comes is spoken without the other.
    <div className="toast-place" role="status" aria-live="polite" aria-atomic="false">
      {act && (
        <Line key={act.id} id={act.id} tone="info" shownMs={UNDO_MS}>
          <span>{act.text}</span>
          <button type="button" onClick={act.undo}>
            {strings.titles.undo} <KeyCaps of={keyOf('undo') ?? ''} />
          </button>
        </Line>
      )}
      {said && (
        <Line key={said.id} id={said.id} tone={said.tone} shownMs={SHOWN_MS}>
          <span>{said.text}</span>
        </Line>
      )}
    </div>
  );
}

interface LineProps {
  id: number;
  tone: Announcement['tone'];
  shownMs: number;
  children: ReactNode;
}

/** Stays while somebody points at it or has it in focus. */
function Line({ id, tone, shownMs, children }: LineProps) {
  const [kept, setKept] = useState(false);
  useEffect(() => {
    if (kept) return;
    const timer = setTimeout(() => dismiss(id), shownMs);
    return () => clearTimeout(timer);
  }, [id, kept, shownMs]);
  const keep = { onPointerEnter: () => setKept(true), onFocus: () => setKept(true) };
  const leave = { onPointerLeave: () => setKept(false), onBlur: () => setKept(false) };
  return (
    <div className="toast" data-tone={tone} {...keep} {...leave}>
      {children}
    </div>
  );
}
