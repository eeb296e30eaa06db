import type { InboxFilter } from '@parley/client';
import { useMatchRoute, useSearch } from '@tanstack/react-router';

/** The queue that the list shows. */
export function useQueue(): InboxFilter {
  return useSearch({ from: '/inbox-layout' }).queue ?? 'open';
}

/** The same from outside the inbox; `null` on pages without a list. */
export function useQueueOnScreen(): InboxFilter | null {
  const matches = useMatchRoute();
  const { queue = 'open' } = useSearch({ strict: false });
  return matches({ to: '/inbox' }) || matches({ to: '/c/$conversationId' }) ? queue : null;
}
