import type { InboxFilter } from '@parley/client';
import { wordsOf } from '../../locale/words.ts';

const { say, words } = wordsOf('inbox');

export const strings = words({
  queues: 'Queues',
  queue: {
    open: 'Open',
    mine: 'Mine',
    unassigned: 'Unassigned',
    mentions: 'Mentions',
    closed: 'Closed',
  } satisfies Record<InboxFilter, string>,
  count: (count: number) => say('{count, plural, one {# conversation} other {# conversations}}', { count }),
  list: {
    open: 'Open conversations',
    mine: 'Your conversations',
    unassigned: 'Unassigned conversations',
    mentions: 'Conversations that mention you',
    closed: 'Closed conversations',
  } satisfies Record<InboxFilter, string>,
  filter: 'Filter by name or text',
  loading: 'Loading conversations…',
  error: 'The inbox could not be loaded',
  reload: 'Reload',
  empty: {
    open: ['All answered', 'New conversations appear here the moment a visitor writes.'],
    mine: ['Nothing assigned to you', 'Take a conversation from Unassigned, or press A in one.'],
    unassigned: ['Nobody is waiting', 'Conversations without an owner appear here.'],
    mentions: ['Nobody has mentioned you', 'When a colleague mentions you in a note, its conversation appears here.'],
    closed: ['Nothing closed yet', 'Closed conversations stay here and can be opened again.'],
  } satisfies Record<InboxFilter, [string, string]>,
  mentioned: 'A note mentions you',
  install: 'Install the widget',
  noMatch: 'No match',
  noMatchText: (count: number) =>
    say(
      '{count, plural, one {The # loaded conversation does not match.} other {None of the # loaded conversations matches.}}',
      { count },
    ),
  loadingMore: 'Loading more…',
  noMessages: 'No messages yet',
  you: 'Team:',
  online: 'online',
  verified: 'verified',
  unread: (count: number) => say('{count, plural, one {# unread} other {# unread}}', { count }),
  assignedTo: (name: string) => say('assigned to {name}', { name }),
  nobody: 'unassigned',
  ringing: 'Calling…',
  inCall: 'In a call',
});
