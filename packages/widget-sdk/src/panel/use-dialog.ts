import type { RefObject } from 'preact';
import { useEffect, useLayoutEffect, useState } from 'preact/hooks';

/** Below this width the panel fills the screen; the style sheet has the same number. */
const FULL_SCREEN = '(max-width: 479px)';
const FOCUSABLE = 'button:not(:disabled), textarea, select, input, a[href], [tabindex="0"]';

export function useFullScreen(): boolean {
  const [full, setFull] = useState(() => matchMedia(FULL_SCREEN).matches);
  useEffect(() => {
    const query = matchMedia(FULL_SCREEN);
    const look = () => setFull(query.matches);
    query.addEventListener('change', look);
    return () => query.removeEventListener('change', look);
  }, []);
  return full;
}

/**
 * iOS lays its keyboard over the page without making it smaller: only `visualViewport` knows what is
 * left. The panel takes exactly that part.
 */
export function useVisibleArea(frame: HTMLElement, active: boolean): void {
  useLayoutEffect(() => {
    const viewport = window.visualViewport;
    if (!active || viewport === null) return undefined;
    const fit = () => {
      frame.style.setProperty('--area-top', `${viewport.offsetTop}px`);
      frame.style.setProperty('--area-height', `${viewport.height}px`);
    };
    fit();
    viewport.addEventListener('resize', fit);
    viewport.addEventListener('scroll', fit);
    return () => {
      viewport.removeEventListener('resize', fit);
      viewport.removeEventListener('scroll', fit);
    };
  }, [frame, active]);
}

/** A picture that is looked at would lie over a call that rings, and keep its buttons from being reached. */
export function useNothingOver(panel: RefObject<HTMLElement | null>, called: boolean): void {
  useEffect(() => {
    if (called) panel.current?.querySelector<HTMLDialogElement>('dialog[open]')?.close();
  }, [panel, called]);
}

/** Esc closes. Over the whole screen, Tab stays inside: what lies behind can't be seen. */
export function dialogKeys(panel: RefObject<HTMLElement | null>, modal: boolean, onClose: () => void) {
  return (event: KeyboardEvent): void => {
    if (event.isComposing) return;
    if (event.key === 'Escape') {
      event.stopPropagation();
      onClose();
    } else if (event.key === 'Tab' && modal) keepInside(panel.current, event);
  };
}

function keepInside(panel: HTMLElement | null, event: KeyboardEvent): void {
  const stops = [...(panel?.querySelectorAll<HTMLElement>(FOCUSABLE) ?? [])].filter(
    // What a call covers is still laid out, and can't be reached.
    (stop) => stop.offsetParent !== null && getComputedStyle(stop).visibility !== 'hidden',
  );
  const [edge, other] = event.shiftKey ? [stops[0], stops.at(-1)] : [stops.at(-1), stops[0]];
  const focused: Node = panel?.getRootNode() ?? document;
  if (!(focused instanceof ShadowRoot) || (focused.activeElement !== edge && focused.activeElement !== panel)) return;
  event.preventDefault();
  other?.focus();
}
