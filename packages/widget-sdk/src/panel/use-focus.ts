import type { RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

type Panel = RefObject<HTMLElement | null>;
type Input = RefObject<HTMLTextAreaElement | null>;

/** On touch screens the field would bring the keyboard up over what the visitor came to see. */
export function focusQuietly(panel: Panel, input: Input): void {
  const touch = matchMedia('(pointer: coarse)').matches;
  (touch ? panel.current : (input.current ?? panel.current))?.focus({ preventScroll: true });
}

export function useFocusOnOpen(wanted: boolean, panel: Panel, input: Input): void {
  useEffect(() => {
    if (wanted) focusQuietly(panel, input);
  }, [wanted, panel, input]);
}

/** The button that was pressed last has gone with what covered the chat; a focus elsewhere on the page is left alone. */
export function useFocusAfterCover(isCovered: boolean, panel: Panel, input: Input): void {
  const wasCovered = useRef(false);
  useEffect(() => {
    if (wasCovered.current && !isCovered && document.activeElement === document.body) focusQuietly(panel, input);
    wasCovered.current = isCovered;
  }, [isCovered, panel, input]);
}
