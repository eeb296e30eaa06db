import './inbox-list.css';
import type { Inbox, InboxFilter, InboxSnapshot } from '@parley/client';
import { Link } from '@tanstack/react-router';
import { type KeyboardEvent, useDeferredValue, useEffect, useRef, useState } from 'react';
import { Button } from '../../../components/ui/button.tsx';
import { Icon } from '../../../components/ui/icon.tsx';
import { Skeleton, StateScreen } from '../../../components/ui/state-screen.tsx';
import { wordsForCode } from '../../../lib/error-words.ts';
import { useCommands } from '../../../lib/commands/use-commands.ts';
import { useStore } from '../../../lib/use-store.ts';
import { matchConversations } from '../match-conversations.ts';
import { strings } from '../strings.ts';
import { ConversationRows, type ConversationRowsHandle } from './conversation-rows.tsx';

interface InboxListProps {
  inbox: Inbox;
  queue: InboxFilter;
  selectedId: string | null;
  onReload: () => void;
}

export function InboxList({ inbox, queue, selectedId, onReload }: InboxListProps) {
  const snapshot = useStore(inbox);
  const [query, setQuery] = useState('');
  const search = useRef<HTMLInputElement>(null);
  const rows = useRef<ConversationRowsHandle>(null);
  useEffect(() => inbox.setFilter(queue), [inbox, queue]);
  useCommands({
    filter: () => search.current?.focus(),
    next: () => rows.current?.move(1),
    previous: () => rows.current?.move(-1),
  });
  const onSearchKey = (event: KeyboardEvent) => {
    if (event.key === 'Escape') setQuery('');
    if (event.key !== 'ArrowDown' && event.key !== 'Escape') return;
    event.preventDefault();
    rows.current?.focus();
  };
  return (
    <section className="inbox-list" aria-label={strings.list[queue]}>
      <header className="inbox-head">
        <h1>{strings.queue[queue]}</h1>
        <label className="inbox-search">
          <Icon name="search" size={16} />
          <span className="visually-hidden">{strings.filter}</span>
          <input
            ref={search}
            type="search"
            placeholder={strings.filter}
            value={query}
            onChange={(event) => setQuery(event.target.value)}
            onKeyDown={onSearchKey}
          />
        </label>
      </header>
      <ListBody
        snapshot={snapshot}
        queue={queue}
        query={useDeferredValue(query)}
        selectedId={selectedId}
        rows={rows}
        onReload={onReload}
        onEnd={() => void inbox.loadMore()}
      />
    </section>
  );
}

interface ListBodyProps {
  snapshot: InboxSnapshot;
  queue: InboxFilter;
  query: string;
  selectedId: string | null;
  rows: React.RefObject<ConversationRowsHandle | null>;
  onReload: () => void;
  onEnd: () => void;
}

function ListBody({ snapshot, queue, query, selectedId, rows, onReload, onEnd }: ListBodyProps) {
  const shown = matchConversations(snapshot.items, query);
  const switching = snapshot.filter !== queue;
  if (snapshot.state === 'error') {
    return (
      <StateScreen icon="alert" title={strings.error} alert>
        <p>{snapshot.error && wordsForCode(snapshot.error)}</p>
        <Button onClick={onReload}>{strings.reload}</Button>
      </StateScreen>
    );
  }
  if (switching || (snapshot.state === 'loading' && !snapshot.isKept))
    return <Skeleton rows={6} label={strings.loading} />;
  if (snapshot.items.length === 0) return <EmptyQueue queue={queue} />;
  if (shown.length === 0) {
    return (
      <StateScreen icon="search" title={strings.noMatch}>
        <p>{strings.noMatchText(snapshot.items.length)}</p>
      </StateScreen>
    );
  }
  return (
    <ConversationRows
      key={queue}
      ref={rows}
      conversations={shown}
      total={query === '' ? Math.max(snapshot.counts?.[queue] ?? 0, shown.length) : shown.length}
      queue={queue}
      selectedId={selectedId}
      ringing={snapshot.ringing}
      loadingMore={snapshot.loadingMore}
      onEnd={onEnd}
    />
  );
}

function EmptyQueue({ queue }: { queue: InboxFilter }) {
  const [title, text] = strings.empty[queue];
  return (
    <StateScreen icon={queue === 'closed' ? 'closed' : 'inbox'} title={title}>
      <p>{text}</p>
      {queue === 'open' && (
        <Link to="/settings" className="button" data-tone="plain">
          {strings.install}
        </Link>
      )}
    </StateScreen>
  );
}
