import type { CallSnapshot } from '@parley/client';
import type { RefObject } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';

/**
 * Keeps the keyboard within the call. It begins there when the call covers what had the focus, or when the visitor's own
 * press has begun it; a call that comes in while he fills in the page's form takes nothing from him. Later the button that
 * was pressed may go with its press ("Resume", "Hang up"): the view takes its place.
 */
export function useCallFocus(
  view: RefObject<HTMLElement | null>,
  { phase, held, screen, outgoing }: CallSnapshot,
): void {
  const wasInside = useRef(false);
  useLayoutEffect(() => {
    const root = view.current?.getRootNode();
    const wasCovered = root instanceof ShadowRoot && root.activeElement !== null;
    if (wasCovered || (outgoing && isNowhere(root))) view.current?.focus({ preventScroll: true });
  }, [view, outgoing]);
  useEffect(() => {
    const element = view.current;
    const enter = () => void (wasInside.current = true);
    const leave = ({ relatedTarget }: FocusEvent) => {
      if (relatedTarget !== null) wasInside.current = false;
    };
    element?.addEventListener('focusin', enter);
    element?.addEventListener('focusout', leave);
    return () => {
      element?.removeEventListener('focusin', enter);
      element?.removeEventListener('focusout', leave);
    };
  }, [view]);
  useEffect(() => {
    if (wasInside.current && isNowhere(view.current?.getRootNode())) view.current?.focus({ preventScroll: true });
  }, [view, phase, held, screen]);
}

/** Neither in the widget nor on the page. */
function isNowhere(root: Node | undefined): boolean {
  return root instanceof ShadowRoot && root.activeElement === null && document.activeElement === document.body;
}
