import type { Thread, ThreadSnapshot } from '@parley/client';
import { useEffect, useRef, useState } from 'react';
import { announce } from '../../../lib/announcer.ts';
import type { ThreadRow } from '../thread-rows.ts';
import { talkStrings } from '../talk-strings.ts';

/** Long enough for the eye to find it. */
const LIT_MS = 2_500;

interface Options {
  thread: Thread;
  snapshot: Pick<ThreadSnapshot, 'hasMore' | 'loadingOlder'>;
  rows: readonly ThreadRow[];
  focusRow: (index: number, align: 'center') => void;
  scrollTo: (index: number, align: 'center') => void;
}

/** The way to a message that another one answers: older ones are loaded until it is there, or there are no more. */
export function useOriginal({ thread, snapshot, rows, focusRow, scrollTo }: Options) {
  const [wanted, setWanted] = useState<string | null>(null);
  const [lit, setLit] = useState<string | null>(null);
  const asker = useRef<Element | null>(null);
  const { hasMore, loadingOlder } = snapshot;
  const index = wanted === null ? -1 : rows.findIndex(({ key }) => key === wanted);
  useEffect(() => {
    if (wanted === null) return;
    if (index !== -1) {
      // Loading takes a while: whoever has gone on to something else, to write for one, keeps the focus there.
      const { activeElement, body } = document;
      const isWaiting = activeElement === body || activeElement === asker.current;
      (isWaiting ? focusRow : scrollTo)(index, 'center');
      setLit(wanted);
    } else if (hasMore) {
      if (!loadingOlder) void thread.loadOlder();
      return;
    } else announce(talkStrings.originalGone);
    setWanted(null);
  }, [wanted, index, hasMore, loadingOlder, thread, focusRow, scrollTo]);
  useEffect(() => {
    if (lit === null) return undefined;
    const timer = setTimeout(() => setLit(null), LIT_MS);
    return () => clearTimeout(timer);
  }, [lit]);
  const goTo = (messageId: string) => {
    asker.current = document.activeElement;
    setWanted(messageId);
  };
  return { lit, goTo };
}
