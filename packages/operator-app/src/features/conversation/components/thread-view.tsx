import './thread-view.css';
import type { Thread, ThreadSnapshot } from '@parley/client';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { Button } from '../../../components/ui/button.tsx';
import { deletedWords, messageWords } from '../../../lib/message-words.ts';
import { usePageAttention } from '../../../lib/page-attention.ts';
import { useCommands } from '../../../lib/commands/use-commands.ts';
import { strings } from '../strings.ts';
import { useMessageActs } from '../talk/message-acts.ts';
import { useMessageFocus } from '../talk/use-message-focus.ts';
import { useOriginal } from '../talk/use-original.ts';
import { threadRows } from '../thread-rows.ts';
import { useStaysAtEnd } from '../use-stays-at-end.ts';
import { type CallItem, ThreadRowView } from './thread-item.tsx';

interface ThreadViewProps {
  thread: Thread;
  snapshot: ThreadSnapshot;
  visitorName: string;
  callLine: (item: CallItem, snapshot: ThreadSnapshot) => ReactNode;
  /** To where one writes. */
  onLeave: () => void;
}

/** Of a message of one line, in px; each row is measured once it is there. */
const USUAL_ROW = 44;
/** How far above the end still counts as reading the newest, in px. */
const NEAR_END = 60;
/** Rows above and below the window that are ready. */
const OVERSCAN = 8;
/** With so few rows left above what is ready, older ones are asked for. */
const NEAR_START = 10;

/** Mount once per thread and state: where the unread line stands is settled when it opens. */
export function ThreadView({ thread, snapshot, visitorName, callLine, onLeave }: ThreadViewProps) {
  const { items, hasMore, loadingOlder, unread, receipts } = snapshot;
  const [unreadAfter] = useState(unread > 0 ? receipts.operatorRead : null);
  const rows = useMemo(() => threadRows(items, unreadAfter), [items, unreadAfter]);
  const scroller = useRef<HTMLDivElement>(null);
  const list = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => USUAL_ROW,
    // The first rows that are drawn are the newest.
    initialOffset: () => rows.length * USUAL_ROW,
    getItemKey: (index) => rows[index]?.key ?? index,
    anchorTo: 'end',
    followOnAppend: true,
    scrollEndThreshold: NEAR_END,
    overscan: OVERSCAN,
  });
  const toEnd = useCallback(() => list.scrollToEnd(), [list]);
  useLayoutEffect(toEnd, [toEnd]);
  useStaysAtEnd(scroller, NEAR_END, toEnd);
  const shown = list.getVirtualItems();
  const first = shown[0];
  const nearStart = first !== undefined && first.index < NEAR_START;
  useEffect(() => {
    if (nearStart && hasMore && !loadingOlder) void thread.loadOlder();
  }, [nearStart, hasMore, loadingOlder, thread]);

  const atEnd = list.isAtEnd();
  const attention = usePageAttention();
  const isCalled = useIsCalled(items);
  const isNew = unread > 0 || isCalled;
  useEffect(() => {
    if (attention && atEnd && isNew) thread.markRead();
  }, [thread, attention, atEnd, isNew, items]);
  const own = useFreshKey(snapshot);
  useEffect(() => {
    if (own !== null) toEnd();
  }, [own, toEnd]);

  const scrollTo = useCallback(
    (index: number, align: 'auto' | 'center') => list.scrollToIndex(index, { align }),
    [list],
  );
  const { focusRow, focusLast, handlers } = useMessageFocus({ box: scroller, rows, scrollTo, onLeave });
  const { lit, goTo } = useOriginal({ thread, snapshot, rows, focusRow, scrollTo });
  useCommands({ messages: focusLast });

  return (
    <section className="thread" aria-label={strings.thread}>
      <NewestAloud items={items} visitorName={visitorName} />
      {rows.length === 0 && <p className="thread-empty">{strings.empty}</p>}
      <div ref={scroller} className="thread-scroll" tabIndex={0} hidden={rows.length === 0} {...handlers}>
        <p className="thread-edge" role={loadingOlder ? 'status' : undefined}>
          {loadingOlder ? strings.olderLoading : hasMore ? '' : strings.beginning}
        </p>
        <div className="thread-rows" style={{ blockSize: list.getTotalSize() }}>
          <div style={{ transform: `translateY(${first?.start ?? 0}px)` }}>
            {shown.map(({ key, index }) => {
              const row = rows[index];
              return (
                row && (
                  <div
                    key={key}
                    ref={list.measureElement}
                    data-index={index}
                    data-lit={key === lit || undefined}
                    className="thread-row"
                  >
                    <ThreadRowView
                      {...{ row, thread, visitorName, goTo }}
                      callLine={(item) => callLine(item, snapshot)}
                    />
                  </div>
                )
              );
            })}
          </div>
        </div>
      </div>
      {!atEnd && rows.length > 0 && (
        <Button className="thread-newest" icon="down" aria-label={strings.newest} onClick={toEnd}>
          {unread > 0 && strings.newestCount(unread)}
        </Button>
      )}
    </section>
  );
}

/**
 * Speaks what the visitor writes while one is here. The list itself is no live region: it puts rows in
 * and out as one scrolls, and a screen reader would read old messages again.
 */
function NewestAloud({ items, visitorName }: { items: ThreadSnapshot['items']; visitorName: string }) {
  const newest = items.findLast((item) => item.kind === 'message' && item.from === 'visitor');
  const key = newest?.key;
  const isGone = newest?.kind === 'message' && newest.changes?.deleted === true;
  const [heard, setHeard] = useState({ key, wasGone: isGone, words: '' });
  // The words as they came: an edit would have the whole message read again.
  if (newest?.kind === 'message' && newest.key !== heard.key) {
    const words = strings.heard(visitorName, messageWords(newest.text, newest.attachments));
    setHeard({ key, wasGone: false, words });
  }
  return (
    <div className="visually-hidden" role="log">
      {isGone && !heard.wasGone ? deletedWords() : heard.words}
    </div>
  );
}

/** Does a note call whoever looks at it? That he has seen it already, the thread knows better. */
function useIsCalled(items: ThreadSnapshot['items']): boolean {
  const acts = useMessageActs();
  return items.some((item) => item.kind === 'note' && item.mentions.some((id) => id === acts?.cast.me.id));
}

/** What one has just written: it is shown, wherever one was reading. */
function useFreshKey({ items }: ThreadSnapshot): string | null {
  const last = items.at(-1);
  return last && (last.kind === 'message' || last.kind === 'note') && last.state === 'queued' ? last.key : null;
}
