import type { ConversationView, SideCallKind } from '@parley/api/contract/views';
import type { ClientErrorCode, Store } from '../types.ts';

/** `open`: all that wait for or have an operator · `mine`: open and assigned to me · `unassigned`: open, nobody's. */
export type InboxFilter = 'open' | 'mine' | 'unassigned' | 'closed';

export interface InboxCounts {
  open: number;
  mine: number;
  unassigned: number;
  closed: number;
  /** Conversations that are not closed and hold something unread. */
  unread: number;
}

export interface Ringing {
  callId: string;
  kind: 'visitor' | SideCallKind;
  conversation: ConversationView;
}

export interface InboxSnapshot {
  state: 'loading' | 'ready' | 'error';
  error: ClientErrorCode | null;
  filter: InboxFilter;
  /** Those that match the filter, newest activity first. */
  items: readonly ConversationView[];
  hasMore: boolean;
  loadingMore: boolean;
  counts: InboxCounts;
  /** Visitors' calls that ring now, whatever the filter, and those of colleagues who ask us or want to listen to our call. */
  ringing: readonly Ringing[];
}

/** The conversations of a project, live. */
export interface Inbox extends Store<InboxSnapshot> {
  loadMore(): Promise<void>;
  setFilter(filter: InboxFilter): void;
  close(): void;
}
