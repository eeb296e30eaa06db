import { useEffect, useLayoutEffect, useRef } from 'react';

/**
 * When a dialog closes, the focus goes back where it was, at once: a person types on, and letters beside a field would be keys of
 * commands. Radix does this for a trigger of its own alone, and a moment later.
 */
export function useReturnFocus(open: boolean): void {
  const from = useRef<HTMLElement | null>(null);
  // A dialog comes into the page after this, and then takes the focus.
  useLayoutEffect(() => {
    if (open) from.current = focusedNow();
  }, [open]);
  // Not sooner: the dialog's own effects, which hold the focus fast, are over by now.
  useEffect(() => (open ? () => from.current?.focus() : undefined), [open]);
}

/** A menu goes when its item is chosen; what had opened it stays, and labels it. */
function focusedNow(): HTMLElement | null {
  const focused = document.activeElement;
  const menu = focused?.closest('[role="menu"]')?.getAttribute('aria-labelledby');
  const stays = menu ? document.getElementById(menu) : focused;
  return stays instanceof HTMLElement && stays !== document.body ? stays : null;
}
