import { type FocusEvent, type KeyboardEvent, type RefObject, useLayoutEffect, useRef } from 'react';
import type { ThreadRow } from '../thread-rows.ts';

interface Options {
  box: RefObject<HTMLElement | null>;
  rows: readonly ThreadRow[];
  scrollTo: (index: number, align: 'auto' | 'center') => void;
  /** On from the newest message, and Escape. */
  onLeave: () => void;
}

/** Things that have an arrow key's meaning of their own. */
const OWN_ARROWS = 'audio, input, select, textarea';

/**
 * The arrows lead from message to message (roving focus). A message in the page is focused at once; another must be put there
 * first by scrolling. One that goes out of the page while it has the focus leaves it to the thread.
 */
export function useMessageFocus({ box, rows, scrollTo, onLeave }: Options) {
  const due = useRef<string | null>(null);
  const held = useRef<HTMLElement | null>(null);
  const focusDue = () => {
    const message =
      due.current && box.current?.querySelector<HTMLElement>(`[data-message="${CSS.escape(due.current)}"]`);
    if (!message) return;
    due.current = null;
    message.focus();
  };
  useLayoutEffect(() => {
    focusDue();
    if (held.current?.isConnected === false && document.activeElement === document.body) {
      held.current = null;
      box.current?.focus({ preventScroll: true });
    }
  });
  const focusRow = (index: number, align: 'auto' | 'center' = 'auto') => {
    due.current = rows[index]?.key ?? null;
    if (align === 'center') scrollTo(index, align);
    focusDue();
    if (due.current !== null) scrollTo(index, align);
  };
  const current = (): number => {
    const key = document.activeElement?.closest<HTMLElement>('[data-message]')?.dataset['message'];
    return key === undefined ? -1 : rows.findIndex((row) => row.key === key);
  };
  const focusLast = () => {
    const last = rows.findLastIndex(isMessage);
    if (last !== -1) focusRow(last);
  };
  const move = (key: string): boolean => {
    const at = current();
    if (key === 'Home') focusRow(rows.findIndex(isMessage));
    else if (key === 'End' || (key === 'ArrowUp' && at === -1)) focusLast();
    else if (at === -1) return false;
    else if (key === 'ArrowUp') focusRow(rows.findLastIndex((row, index) => index < at && isMessage(row)));
    else if (key === 'ArrowDown') {
      const next = rows.findIndex((row, index) => index > at && isMessage(row));
      if (next === -1) onLeave();
      else focusRow(next);
    } else if (key === 'Escape') onLeave();
    else return false;
    return true;
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const { target, altKey, ctrlKey, metaKey, shiftKey, defaultPrevented } = event;
    if (altKey || ctrlKey || metaKey || shiftKey || defaultPrevented) return;
    // What a popover says bubbles through the components, but is not of the thread's part of the page.
    if (!(target instanceof Element) || !box.current?.contains(target) || target.matches(OWN_ARROWS)) return;
    if (move(event.key)) event.preventDefault();
  };
  const onFocus = ({ target }: FocusEvent) => {
    held.current = target instanceof HTMLElement && target !== box.current ? target : null;
  };
  return { focusRow, focusLast, handlers: { onKeyDown, onFocus } };
}

const isMessage = (row: ThreadRow): boolean =>
  row.kind === 'item' && (row.item.kind === 'message' || row.item.kind === 'note');
