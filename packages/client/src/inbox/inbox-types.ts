import type { InboxPointerEvent } from '@parley/api/contract/events';
import type { ConversationView } from '@parley/api/contract/views';
import type { SideCallKind } from '@parley/api/contract/call-views';
import type { ClientErrorCode, Store } from '../types.ts';

/** `open`: all that wait for or have an operator · `mine`: open and assigned to me · `unassigned`: open, nobody's · `mentions`: of
 * whatever status, with a note that mentions me and that I have not seen */
export type InboxFilter = 'open' | 'mine' | 'unassigned' | 'mentions' | 'closed';

export interface InboxCounts {
  open: number;
  mine: number;
  unassigned: number;
  closed: number;
  /** Conversations that are not closed and hold something unread. */
  unread: number;
  /** Conversations, closed ones too, in which a note mentions me that I have not seen. */
  mentions: number;
}

export interface Ringing {
  callId: string;
  kind: 'visitor' | SideCallKind;
  conversation: ConversationView;
}

export interface InboxSnapshot {
  state: 'loading' | 'ready' | 'error';
  error: ClientErrorCode | null;
  /** While it loads: what is shown was kept by this device, and may be out of date. */
  isKept: boolean;
  filter: InboxFilter;
  /** Those that match the filter, newest activity first. */
  items: readonly ConversationView[];
  hasMore: boolean;
  loadingMore: boolean;
  /** `null` until the server has told them, or this device finds what it kept. */
  counts: InboxCounts | null;
  /** Visitors' calls that ring now, whatever the filter, and those of colleagues who ask us or want to listen to our call. */
  ringing: readonly Ringing[];
}

/** The conversations of a project, live. */
export interface Inbox extends Store<InboxSnapshot> {
  loadMore(): Promise<void>;
  setFilter(filter: InboxFilter): void;
  /** Told of whatever happens in a conversation, in any filter; also of what was missed meanwhile. */
  onNews(listener: (news: InboxPointerEvent) => void): () => void;
  close(): void;
}
