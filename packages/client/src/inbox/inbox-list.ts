/** The list that a filter shows, kept right by pointers without reading it again. Pure. */
import type { ConversationView } from '@parley/api/contract/views';
import type { InboxFilter } from './inbox-types.ts';

export type Conversations = ReadonlyMap<string, ConversationView>;

/** What `conversation.list` is asked for. */
export const FILTER_QUERY = {
  open: { status: 'open' },
  mine: { status: 'open', assignee: 'me' },
  unassigned: { status: 'open', assignee: 'none' },
  mentions: { mentioned: true },
  closed: { status: 'closed' },
} as const satisfies Record<InboxFilter, { status?: 'open' | 'closed'; assignee?: 'me' | 'none'; mentioned?: true }>;

/** The same question, asked here: must agree with the server's answer to `FILTER_QUERY`. */
export function matches(filter: InboxFilter, view: ConversationView, operatorId: string): boolean {
  switch (filter) {
    case 'open':
      return view.status === 'open';
    case 'mine':
      return view.status === 'open' && view.assignee?.id === operatorId;
    case 'unassigned':
      return view.status === 'open' && view.assignee === null;
    case 'mentions':
      return (view.mentions ?? 0) > 0;
    case 'closed':
      return view.status === 'closed';
  }
}

/**
 * Takes over what is fresher. A list and a pointer travel separately, so the later one to arrive may be the older one. Pointers come
 * in order: of two that nothing tells apart the later one counts, and none gives way to a list.
 */
export function merge(
  known: Conversations,
  views: readonly ConversationView[],
  from: 'list' | 'pointer',
): Conversations {
  const next = new Map(known);
  for (const view of views) {
    const old = next.get(view.id);
    const fresher = old === undefined ? 1 : compare(view, old);
    if (fresher > 0 || (fresher === 0 && from === 'pointer')) next.set(view.id, view);
  }
  return next;
}

const compare = (view: ConversationView, old: ConversationView): number =>
  view.lastSeq - old.lastSeq || view.activityAt.getTime() - old.activityAt.getTime();

/** `online`: who is there now; `null` while nobody has told, when the views' own word counts. */
export function listed(
  known: Conversations,
  filter: InboxFilter,
  operatorId: string,
  online: ReadonlySet<string> | null,
): ConversationView[] {
  return [...known.values()]
    .filter((view) => matches(filter, view, operatorId))
    .toSorted((a, b) => b.activityAt.getTime() - a.activityAt.getTime() || (a.id < b.id ? 1 : -1))
    .map((view) => withPresence(view, online));
}

/** Copies that differ in presence alone, remembered so that an item stays the same object until it changes. */
const flipped = new WeakMap<ConversationView, ConversationView>();

export function withPresence(view: ConversationView, online: ReadonlySet<string> | null): ConversationView {
  const visitorOnline = online?.has(view.visitor.id) ?? view.visitorOnline;
  if (visitorOnline === view.visitorOnline) return view;
  const copy = flipped.get(view) ?? { ...view, visitorOnline };
  flipped.set(view, copy);
  return copy;
}
