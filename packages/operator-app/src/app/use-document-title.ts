import type { Inbox } from '@parley/client';
import { useEffect, useSyncExternalStore } from 'react';
import type { CallDesk } from '../features/call/call-desk.ts';
import type { DeskCall } from '../features/call/desk-call.ts';
import { strings as callStrings } from '../features/call/strings.ts';
import { useStore } from '../lib/use-store.ts';

/** A title that changes once a second catches the eye in a row of tabs. */
const FLASH_MS = 1_000;

/** `(3) Parley`, and who is calling in turn with it. */
export function useDocumentTitle(inboxes: ReadonlyMap<string, Inbox>, desk: CallDesk): void {
  const unread = useUnreadOfAll(inboxes);
  const ring = useRingTitle(useStore(desk).ringing[0]);
  useEffect(() => {
    const calm = unread > 0 ? `(${unread}) Parley` : 'Parley';
    document.title = ring ?? calm;
    if (ring === null) return;
    let calling = true;
    const timer = setInterval(() => {
      calling = !calling;
      document.title = calling ? ring : calm;
    }, FLASH_MS);
    return () => clearInterval(timer);
  }, [unread, ring]);
}

const NEVER = () => () => undefined;

function useRingTitle(ring: DeskCall | undefined): string | null {
  const snapshot = useSyncExternalStore(ring?.call.subscribe ?? NEVER, () => ring?.call.getSnapshot());
  if (!ring) return null;
  const beside = snapshot?.call?.beside;
  return beside ? callStrings.consultTitle(beside.operator.name) : callStrings.title(ring.visitor.name);
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
