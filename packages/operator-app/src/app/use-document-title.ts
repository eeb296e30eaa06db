import type { Inbox } from '@parley/client';
import { useEffect, useSyncExternalStore } from 'react';
import type { CallDesk } from '../features/call/call-desk.ts';
import { strings as callStrings } from '../features/call/strings.ts';
import { useStore } from '../lib/use-store.ts';

/** A title that changes once a second catches the eye in a row of tabs. */
const FLASH_MS = 1_000;

/** `(3) Parley`, and who is calling in turn with it. */
export function useDocumentTitle(inboxes: ReadonlyMap<string, Inbox>, desk: CallDesk): void {
  const unread = useUnreadOfAll(inboxes);
  const caller = useStore(desk).ringing[0]?.visitor.name ?? null;
  useEffect(() => {
    const calm = unread > 0 ? `(${unread}) Parley` : 'Parley';
    document.title = caller === null ? calm : callStrings.title(caller);
    if (caller === null) return;
    let calling = true;
    const timer = setInterval(() => {
      calling = !calling;
      document.title = calling ? callStrings.title(caller) : calm;
    }, FLASH_MS);
    return () => clearInterval(timer);
  }, [unread, caller]);
}

function useUnreadOfAll(inboxes: ReadonlyMap<string, Inbox>): number {
  return useSyncExternalStore(
    (listener) => {
      const unsubscribes = [...inboxes.values()].map((inbox) => inbox.subscribe(listener));
      return () => unsubscribes.forEach((unsubscribe) => unsubscribe());
    },
    () => [...inboxes.values()].reduce((sum, inbox) => sum + inbox.getSnapshot().counts.unread, 0),
  );
}
