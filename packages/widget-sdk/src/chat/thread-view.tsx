import type { MessageItem, Thread, ThreadSnapshot } from '@parley/client';
import type { JSX } from 'preact';
import { useCallback, useEffect, useMemo } from 'preact/hooks';
import { Icon } from '../panel/icons.tsx';
import { fill, usePanel } from '../panel/panel-context.ts';
import { useStore } from '../panel/use-store.ts';
import type { Session } from '../session/session.ts';
import type { Media } from '../types.ts';
import { EventLine } from './event-line.tsx';
import { MessageRow } from './message-row.tsx';
import { type Row, rowsOf } from './rows.ts';
import { useThreadScroll } from './use-thread-scroll.ts';

interface Props {
  thread: Thread;
  session: Session;
  /** Is the panel on screen? Only then has the visitor read what came. */
  visible: boolean;
  onCallBack: ((media: Media) => void) | null;
  onError: (error: unknown) => void;
}

export function ThreadView({ thread, session, visible, onCallBack, onError }: Props): JSX.Element {
  const { words } = usePanel();
  const snapshot = useStore(thread);
  const rows = useMemo(() => rowsOf(snapshot.items), [snapshot.items]);
  const { hasMore, loadingOlder, unread } = snapshot;
  const loadOlder = useCallback(() => {
    if (hasMore && !loadingOlder) thread.loadOlder().catch(onError);
  }, [thread, hasMore, loadingOlder, onError]);
  const { list, atEnd, onScroll, toEnd } = useThreadScroll(rows[0]?.key, rows.at(-1)?.key, loadOlder);
  useReadMarks(thread, visible && atEnd, unread);
  const newest = unread > 0 ? fill(words.chat.newestUnread, { count: unread }) : words.chat.newest;

  return (
    <div class="thread">
      <div class="list" ref={list} onScroll={onScroll} tabIndex={0} role="region" aria-label={words.chat.messages}>
        {loadingOlder && (
          <p class="older" role="status">
            {words.chat.loadingOlder}
          </p>
        )}
        <div class="log" role="log" aria-live={loadingOlder ? 'off' : 'polite'} aria-label={words.chat.messages}>
          <Rows rows={rows} thread={thread} session={session} onCallBack={onCallBack} />
        </div>
        <Typing typing={snapshot.typing} />
      </div>
      {!atEnd && (
        <button type="button" class={`newest${unread > 0 ? ' unread' : ''}`} aria-label={newest} onClick={toEnd}>
          <Icon name="down" />
          {unread > 0 && <span aria-hidden="true">{unread}</span>}
        </button>
      )}
    </div>
  );
}

/** Messages that wait for their conversation: shown like the others. */
export function WaitingView({ items, session }: { items: readonly MessageItem[]; session: Session }): JSX.Element {
  const { words } = usePanel();
  const rows = useMemo(() => rowsOf(items), [items]);
  return (
    <div class="thread">
      <div class="list">
        <div class="log" role="log" aria-live="polite" aria-label={words.chat.messages}>
          <Rows rows={rows} thread={null} session={session} onCallBack={null} />
        </div>
      </div>
    </div>
  );
}

interface RowsProps extends Pick<Props, 'session' | 'onCallBack'> {
  rows: readonly Row[];
  thread: Thread | null;
}

function Rows({ rows, thread, session, onCallBack }: RowsProps): JSX.Element {
  const { dates } = usePanel();
  const onRetry = useCallback((key: string) => session.retry(key), [session]);
  const onDiscard = useCallback((key: string) => session.discard(key), [session]);
  return (
    <>
      {rows.map((row) => {
        if (row.kind === 'day') {
          return (
            <p key={row.key} class="day">
              <time dateTime={row.at.toISOString().slice(0, 10)}>{dates.day(row.at)}</time>
            </p>
          );
        }
        if (row.kind === 'line') return <EventLine key={row.key} row={row} onCallBack={onCallBack} />;
        return <MessageRow key={row.key} row={row} thread={thread} onRetry={onRetry} onDiscard={onDiscard} />;
      })}
    </>
  );
}

function Typing({ typing }: { typing: ThreadSnapshot['typing'] }): JSX.Element | null {
  const { words } = usePanel();
  const writer = typing[0];
  if (writer === undefined) return null;
  const name = writer.kind === 'operator' ? writer.name : words.chat.team;
  return (
    <p class="typing">
      <span class="dots" aria-hidden="true">
        <i />
        <i />
        <i />
      </span>
      {fill(words.chat.typing, { name })}
    </p>
  );
}

/** Read means: on a visible screen, scrolled to the end. */
function useReadMarks(thread: Thread, shown: boolean, unread: number): void {
  useEffect(() => {
    if (!shown || unread === 0) return undefined;
    const mark = () => {
      if (document.visibilityState === 'visible') thread.markRead();
    };
    mark();
    document.addEventListener('visibilitychange', mark);
    return () => document.removeEventListener('visibilitychange', mark);
  }, [thread, shown, unread]);
}
