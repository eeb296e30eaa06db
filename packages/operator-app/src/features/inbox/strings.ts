import type { InboxFilter } from '@parley/client';

export const QUEUES = ['open', 'mine', 'unassigned', 'closed'] as const satisfies readonly InboxFilter[];

export const strings = {
  queues: 'Queues',
  queue: { open: 'Open', mine: 'Mine', unassigned: 'Unassigned', closed: 'Closed' } satisfies Record<
    InboxFilter,
    string
  >,
  count: (count: number) => `${count} ${count === 1 ? 'conversation' : 'conversations'}`,
  list: (queue: string) => `${queue} conversations`,
  filter: 'Filter by name or text',
  loading: 'Loading conversations…',
  error: 'The inbox could not be loaded',
  reload: 'Reload',
  empty: {
    open: ['All answered', 'New conversations appear here the moment a visitor writes.'],
    mine: ['Nothing assigned to you', 'Take a conversation from Unassigned, or press A in one.'],
    unassigned: ['Nobody is waiting', 'Conversations without an owner appear here.'],
    closed: ['Nothing closed yet', 'Closed conversations stay here and can be opened again.'],
  } satisfies Record<InboxFilter, [string, string]>,
  install: 'Install the widget',
  noMatch: 'No match',
  noMatchText: (count: number) => `None of the ${count} loaded conversations matches.`,
  loadingMore: 'Loading more…',
  noMessages: 'No messages yet',
  you: 'Team:',
  online: 'online',
  verified: 'verified',
  unread: (count: number) => `${count} unread`,
  assignedTo: (name: string) => `assigned to ${name}`,
  nobody: 'unassigned',
  ringing: 'Calling…',
  inCall: 'In a call',
};
