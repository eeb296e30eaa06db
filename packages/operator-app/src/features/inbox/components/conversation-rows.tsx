import type { ConversationView } from '@parley/api/contract/views';
import type { InboxFilter, InboxSnapshot } from '@parley/client';
import { type KeyboardEvent, type Ref, useCallback, useImperativeHandle, useRef, useState } from 'react';
import { type Components, Virtuoso, type VirtuosoHandle } from 'react-virtuoso';
import { useNow } from '../../../lib/use-now.ts';
import { strings } from '../strings.ts';
import { ConversationRow } from './conversation-row.tsx';

/** `conversation-row.css` says the same: one height for all. */
const ROW_HEIGHT = 68;

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

interface ListContext {
  total: number;
  loadingMore: boolean;
}

const components: Components<ConversationView, ListContext> = {
  List: ({ ref, style, children, 'data-testid': testId }) => (
    <div ref={ref ?? null} style={style ?? {}} role="list" data-testid={testId}>
      {children}
    </div>
  ),
  Item: ({ context, item: _item, children, ...rest }) => (
    <div {...rest} role="listitem" aria-posinset={rest['data-index'] + 1} aria-setsize={context.total}>
      {children}
    </div>
  ),
  Footer: ({ context }) =>
    context.loadingMore ? (
      <p className="inbox-more" role="status">
        {strings.loadingMore}
      </p>
    ) : null,
};

export function ConversationRows(props: ConversationRowsProps) {
  const { ref, conversations, queue, selectedId, ringing, total, loadingMore, onEnd } = props;
  const now = useNow(30_000);
  const virtuoso = useRef<VirtuosoHandle>(null);
  const box = useRef<HTMLDivElement>(null);
  const [cursorId, setCursorId] = useState<string | null>(null);
  const wanted = cursorId ?? selectedId;
  const found = conversations.findIndex(({ id }) => id === wanted);
  const cursor = Math.max(0, found);

  const focusRow = (index: number) => {
    const target = conversations[index];
    if (!target) return;
    const row = () => box.current?.querySelector<HTMLElement>(`[data-conversation="${CSS.escape(target.id)}"]`);
    // A row in the page is focused at once, and the browser scrolls to it; another must be put there first.
    if (row()) row()?.focus();
    else virtuoso.current?.scrollIntoView({ index, done: () => row()?.focus() });
  };
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
      <Virtuoso
        ref={virtuoso}
        data={conversations}
        context={{ total, loadingMore }}
        components={components}
        computeItemKey={(_index, { id }) => id}
        fixedItemHeight={ROW_HEIGHT}
        increaseViewportBy={ROW_HEIGHT * 4}
        endReached={onEnd}
        itemContent={(index, conversation) => (
          <ConversationRow
            conversation={conversation}
            queue={queue}
            selected={conversation.id === selectedId}
            tabbable={index === cursor}
            ringing={ringing.some((call) => call.conversation.id === conversation.id)}
            now={now}
            onFocus={onFocus}
          />
        )}
      />
    </div>
  );
}

/** Is the focus on a row already? */
const cursorHasFocus = (box: HTMLElement | null): boolean => box?.contains(document.activeElement) ?? false;
