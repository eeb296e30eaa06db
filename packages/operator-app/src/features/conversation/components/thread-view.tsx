import './thread-view.css';
import type { Thread, ThreadSnapshot } from '@parley/client';
import { type ReactNode, type RefObject, useEffect, useMemo, useRef, useState } from 'react';
import { type Components, Virtuoso, type VirtuosoHandle } from 'react-virtuoso';
import { Button } from '../../../components/ui/button.tsx';
import { messageWords } from '../../../lib/message-words.ts';
import { usePageAttention } from '../../../lib/page-attention.ts';
import { strings } from '../strings.ts';
import { anchorRows, NO_ANCHOR, type ThreadRow, threadRows } from '../thread-rows.ts';
import { type CallItem, ThreadRowView } from './thread-item.tsx';

interface ThreadViewProps {
  thread: Thread;
  snapshot: ThreadSnapshot;
  visitorName: string;
  callLine: (item: CallItem, snapshot: ThreadSnapshot) => ReactNode;
}

interface ListContext {
  hasMore: boolean;
  loadingOlder: boolean;
}

const components: Components<ThreadRow, ListContext> = {
  // Padding, not margin: the list measures its rows by their boxes.
  Item: ({ item: _item, context: _context, ...rest }) => <div {...rest} className="thread-row" />,
  Header: ({ context }) => (
    <p className="thread-edge" role={context.loadingOlder ? 'status' : undefined}>
      {context.loadingOlder ? strings.olderLoading : context.hasMore ? '' : strings.beginning}
    </p>
  ),
  Footer: () => <div className="thread-foot" />,
};

/** Mount once per thread and state: where the unread line stands is settled when it opens. */
export function ThreadView({ thread, snapshot, visitorName, callLine }: ThreadViewProps) {
  const { items, hasMore, loadingOlder, unread, receipts } = snapshot;
  const [unreadAfter] = useState(unread > 0 ? receipts.operatorRead : null);
  const rows = useMemo(() => threadRows(items, unreadAfter), [items, unreadAfter]);
  const [anchor, setAnchor] = useState(NO_ANCHOR);
  const anchored = anchorRows(anchor, rows);
  if (anchored !== anchor) setAnchor(anchored);

  const virtuoso = useRef<VirtuosoHandle>(null);
  const [atBottom, setAtBottom] = useState(true);
  const attention = usePageAttention();
  useEffect(() => {
    if (attention && atBottom && unread > 0) thread.markRead();
  }, [thread, attention, atBottom, unread, items]);
  useScrollToOwn(snapshot, virtuoso);

  return (
    <section className="thread" aria-label={strings.thread}>
      <NewestAloud items={items} visitorName={visitorName} />
      {rows.length === 0 ? (
        <p className="thread-empty">{strings.empty}</p>
      ) : (
        <Virtuoso
          ref={virtuoso}
          data={rows}
          context={{ hasMore, loadingOlder }}
          components={components}
          computeItemKey={(_index, row) => row.key}
          firstItemIndex={anchored.firstIndex}
          initialTopMostItemIndex={{ index: 'LAST', align: 'end' }}
          alignToBottom
          followOutput={(isAtBottom) => isAtBottom && 'auto'}
          atBottomThreshold={60}
          atBottomStateChange={setAtBottom}
          startReached={() => void (hasMore && !loadingOlder && thread.loadOlder())}
          increaseViewportBy={400}
          itemContent={(_index, row) => (
            <ThreadRowView {...{ row, thread, visitorName }} callLine={(item) => callLine(item, snapshot)} />
          )}
        />
      )}
      {!atBottom && rows.length > 0 && (
        <Button
          className="thread-newest"
          icon="down"
          aria-label={strings.newest}
          onClick={() => virtuoso.current?.scrollToIndex({ index: 'LAST', align: 'end' })}
        >
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
  const [before] = useState(newest?.key);
  return (
    <div className="visually-hidden" role="log">
      {newest?.kind === 'message' &&
        newest.key !== before &&
        `${visitorName}: ${messageWords(newest.text, newest.attachments)}`}
    </div>
  );
}

/** What one has just written is shown, wherever one was reading. */
function useScrollToOwn({ items }: ThreadSnapshot, virtuoso: RefObject<VirtuosoHandle | null>): void {
  const last = items.at(-1);
  const fresh = last && (last.kind === 'message' || last.kind === 'note') && last.state === 'queued' ? last.key : null;
  useEffect(() => {
    if (fresh !== null) virtuoso.current?.scrollToIndex({ index: 'LAST', align: 'end' });
  }, [fresh, virtuoso]);
}
