import type { InboxFilter } from '@parley/client';
import { QUEUES } from '../lib/queues.ts';

/**
 * `web+parley:conversation/<id>`, `web+parley:inbox` and `web+parley:inbox/<queue>`: from the system, a notification or another program. Anybody can
 * make one, so it only ever says which screen to show: nothing is sent, changed or taken because of it.
 */
export const LINK_SCHEME = 'web+parley';

export type DeepLink = { to: 'inbox'; queue?: InboxFilter } | { to: 'conversation'; conversationId: string };

const CONVERSATION = /^web\+parley:(?:\/\/)?conversation\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\/?$/i;
const INBOX = /^web\+parley:(?:\/\/)?inbox(?:\/([a-z]*))?\/?$/i;

/** `null` for whatever is not exactly one of ours. */
export function parseLink(text: string): DeepLink | null {
  const conversationId = CONVERSATION.exec(text)?.[1]?.toLowerCase();
  if (conversationId !== undefined) return { to: 'conversation', conversationId };
  const inbox = INBOX.exec(text);
  if (inbox === null) return null;
  const name = inbox[1]?.toLowerCase() ?? '';
  if (name === '') return { to: 'inbox' };
  const queue = QUEUES.find((known) => known === name);
  return queue === undefined ? null : { to: 'inbox', queue };
}

export function formatLink(link: DeepLink): string {
  if (link.to === 'conversation') return `${LINK_SCHEME}:conversation/${link.conversationId}`;
  return link.queue === undefined ? `${LINK_SCHEME}:inbox` : `${LINK_SCHEME}:inbox/${link.queue}`;
}

/** Where the manifest has the system open our links: the link is in `?link=`. */
const OPEN_PATH = '/open';

export function openUrl(origin: string, link: DeepLink): string {
  return `${origin}${OPEN_PATH}?${String(new URLSearchParams({ link: formatLink(link) }))}`;
}

/** What an address asks for that the system has opened; `null` for any other address. */
export function linkOfAddress(url: URL): DeepLink | null {
  return url.pathname === OPEN_PATH ? (parseLink(url.searchParams.get('link') ?? '') ?? { to: 'inbox' }) : null;
}
