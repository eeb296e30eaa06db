import type { RefObject } from 'preact';
import { useCallback, useLayoutEffect, useRef, useState } from 'preact/hooks';

/** Closer than this to an end counts as being there: a finger is not exact. */
const NEAR_PX = 80;

interface ThreadScroll {
  list: RefObject<HTMLDivElement | null>;
  atEnd: boolean;
  onScroll: () => void;
  toEnd: () => void;
}

/**
 * Keeps what the reader looks at in its place: at the end it follows new messages, and when older ones
 * come in above, the distance to the bottom stays as it was.
 */
export function useThreadScroll(
  firstKey: string | undefined,
  lastKey: string | undefined,
  onTop: () => void,
): ThreadScroll {
  const list = useRef<HTMLDivElement>(null);
  const [atEnd, setAtEnd] = useState(true);
  const follows = useRef(true);
  const fromBottom = useRef(0);
  const seenFirst = useRef(firstKey);

  const toEnd = useCallback(() => {
    const element = list.current;
    if (element !== null) element.scrollTop = element.scrollHeight;
  }, []);

  const onScroll = useCallback(() => {
    const element = list.current;
    if (element === null) return;
    fromBottom.current = element.scrollHeight - element.scrollTop;
    follows.current = fromBottom.current - element.clientHeight < NEAR_PX;
    setAtEnd(follows.current);
    if (element.scrollTop < NEAR_PX) onTop();
  }, [onTop]);

  useLayoutEffect(() => {
    const element = list.current;
    if (element === null) return;
    if (follows.current) toEnd();
    else if (firstKey !== seenFirst.current) element.scrollTop = element.scrollHeight - fromBottom.current;
    seenFirst.current = firstKey;
    fromBottom.current = element.scrollHeight - element.scrollTop;
    // A page of short messages may leave nothing to scroll, and so no way to ask for more.
    if (element.clientHeight > 0 && element.scrollHeight <= element.clientHeight) onTop();
  }, [firstKey, lastKey, onTop, toEnd]);

  // The keyboard, the composer, the typing line and files that are shown change the height without a new message.
  useLayoutEffect(() => {
    const element = list.current;
    if (element === null) return undefined;
    const observer = new ResizeObserver(() => follows.current && toEnd());
    observer.observe(element);
    for (const part of element.children) observer.observe(part);
    return () => observer.disconnect();
  }, [toEnd]);

  return { list, atEnd, onScroll, toEnd };
}
