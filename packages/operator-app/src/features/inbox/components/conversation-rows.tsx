import type { ConversationView } from '@parley/api/contract/views';
import type { InboxFilter, InboxSnapshot } from '@parley/client';
import { useVirtualizer } from '@tanstack/react-virtual';
import {
  type KeyboardEvent,
  type Ref,
  type RefObject,
  useCallback,
  useEffect,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
import { densityPreference } from '../../../lib/density.ts';
import { useNow } from '../../../lib/use-now.ts';
import { useStore } from '../../../lib/use-store.ts';
import { strings } from '../strings.ts';
import { ConversationRow } from './conversation-row.tsx';

/** tokens.css says the same: one height for all. */
const ROW_HEIGHTS = { comfortable: 68, compact: 48 };

export interface ConversationRowsHandle {
  /** Moves the focus by so many rows; the first move goes to the row that Tab would reach. */
  move(by: 1 | -1): void;
  focus(): void;
}

interface ConversationRowsProps {
  ref: Ref<ConversationRowsHandle>;
  conversations: readonly ConversationView[];
  /** Of the whole queue, loaded or not: for `aria-setsize`. */
  total: number;
  queue: InboxFilter;
  selectedId: string | null;
  ringing: InboxSnapshot['ringing'];
  loadingMore: boolean;
  onEnd: () => void;
}

/** Rows above and below the window that are ready. */
const OVERSCAN = 4;

export function ConversationRows(props: ConversationRowsProps) {
  const { ref, conversations, queue, selectedId, ringing, total, loadingMore, onEnd } = props;
  const now = useNow(30_000);
  const rowHeight = ROW_HEIGHTS[useStore(densityPreference)];
  const box = useRef<HTMLDivElement>(null);
  const [cursorId, setCursorId] = useState<string | null>(null);
  const list = useVirtualizer({
    count: conversations.length,
    getScrollElement: () => box.current,
    estimateSize: () => rowHeight,
    getItemKey: (index) => conversations[index]?.id ?? index,
    overscan: OVERSCAN,
  });
  useLayoutEffect(() => list.measure(), [list, rowHeight]);
  const shown = list.getVirtualItems();
  const atEnd = shown.at(-1)?.index === conversations.length - 1;
  const count = conversations.length;
  useEffect(() => {
    if (atEnd) onEnd();
  }, [atEnd, count, onEnd]);

  const wanted = cursorId ?? selectedId;
  const cursor = Math.max(
    0,
    conversations.findIndex(({ id }) => id === wanted),
  );
  const focusRow = useRowFocus(box, conversations, (index) => list.scrollToIndex(index));
  useImperativeHandle(ref, () => ({
    move: (by) => focusRow(cursorHasFocus(box.current) ? cursor + by : cursor),
    focus: () => focusRow(cursor),
  }));
  const onFocus = useCallback((conversationId: string) => setCursorId(conversationId), []);
  const onArrow = (event: KeyboardEvent) => {
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
    event.preventDefault();
    focusRow(event.key === 'ArrowDown' ? cursor + 1 : cursor - 1);
  };

  return (
    <div ref={box} className="inbox-rows" onKeyDown={onArrow}>
      <div role="list" style={{ blockSize: list.getTotalSize() }}>
        {shown.map(({ key, index, start }) => {
          const conversation = conversations[index];
          return (
            conversation && (
              <div
                key={key}
                role="listitem"
                className="inbox-row"
                data-index={index}
                style={{ transform: `translateY(${start}px)` }}
                aria-posinset={index + 1}
                aria-setsize={total}
              >
                <ConversationRow
                  conversation={conversation}
                  queue={queue}
                  selected={conversation.id === selectedId}
                  tabbable={index === cursor}
                  ringing={ringing.some((call) => call.conversation.id === conversation.id)}
                  now={now}
                  onFocus={onFocus}
                />
              </div>
            )
          );
        })}
      </div>
      {loadingMore && (
        <p className="inbox-more" role="status">
          {strings.loadingMore}
        </p>
      )}
    </div>
  );
}

/** A row in the page is focused at once, and the browser scrolls to it; another must be put there first. */
function useRowFocus(
  box: RefObject<HTMLDivElement | null>,
  conversations: readonly ConversationView[],
  scrollTo: (index: number) => void,
): (index: number) => void {
  const due = useRef<string | null>(null);
  const focusDue = () => {
    const row =
      due.current && box.current?.querySelector<HTMLElement>(`[data-conversation="${CSS.escape(due.current)}"]`);
    if (!row) return;
    due.current = null;
    row.focus();
  };
  useLayoutEffect(focusDue);
  return (index) => {
    const target = conversations[index];
    if (!target) return;
    due.current = target.id;
    focusDue();
    if (due.current !== null) scrollTo(index);
  };
}

/** Is the focus on a row already? */
const cursorHasFocus = (box: HTMLElement | null): boolean => box?.contains(document.activeElement) ?? false;
