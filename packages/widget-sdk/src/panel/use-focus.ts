import type { RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

type Input = RefObject<HTMLTextAreaElement | null>;

/** On touch screens the field would bring the keyboard up over what the visitor came to see. */
export function useFocusOnOpen(wanted: boolean, panel: RefObject<HTMLElement | null>, input: Input): void {
  useEffect(() => {
    if (!wanted) return;
    const touch = matchMedia('(pointer: coarse)').matches;
    (touch ? panel.current : (input.current ?? panel.current))?.focus({ preventScroll: true });
  }, [wanted, panel, input]);
}

/** The button that was pressed last has gone with what covered the chat; a focus elsewhere on the page is left alone. */
export function useFocusAfterCover(isCovered: boolean, input: Input): void {
  const wasCovered = useRef(false);
  useEffect(() => {
    if (wasCovered.current && !isCovered && document.activeElement === document.body) input.current?.focus();
    wasCovered.current = isCovered;
  }, [isCovered, input]);
}
