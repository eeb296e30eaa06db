import type { Inbox, InboxSnapshot } from '@parley/client';
import { useEffect, useSyncExternalStore } from 'react';
import { useHost } from '../desktop/host-context.ts';
import type { CallDesk } from '../features/call/call-desk.ts';
import type { DeskCall } from '../features/call/desk-call.ts';
import { strings as callStrings } from '../features/call/strings.ts';
import { useStore } from '../lib/use-store.ts';

/** Badge, title and tray: how much is unread in all projects, and who is calling. */
export function useHostSignals(inboxes: ReadonlyMap<string, Inbox>, desk: CallDesk): void {
  const host = useHost();
  const unread = useUnreadOfAll(inboxes);
  const ring = useRingTitle(useStore(desk).ringing[0]);
  useEffect(() => (unread === null ? undefined : host.badge(unread)), [host, unread]);
  useEffect(() => (ring === null ? undefined : host.attention(ring)), [host, ring]);
}

const NEVER = () => () => undefined;

function useRingTitle(ring: DeskCall | undefined): string | null {
  const snapshot = useSyncExternalStore(ring?.call.subscribe ?? NEVER, () => ring?.call.getSnapshot());
  if (!ring) return null;
  const beside = snapshot?.call?.beside;
  return beside ? callStrings.consultTitle(beside.operator.name) : callStrings.title(ring.visitor.name);
}

/** `null` while a project has not told its count: the icon keeps what it had, rather than losing it at each start. */
function useUnreadOfAll(inboxes: ReadonlyMap<string, Inbox>): number | null {
  return useSyncExternalStore(
    (listener) => {
      const unsubscribes = [...inboxes.values()].map((inbox) => inbox.subscribe(listener));
      return () => unsubscribes.forEach((unsubscribe) => unsubscribe());
    },
    () => unreadIn([...inboxes.values()].map((inbox) => inbox.getSnapshot())),
  );
}

function unreadIn(snapshots: readonly InboxSnapshot[]): number | null {
  let sum = 0;
  for (const { state, counts } of snapshots) {
    // One that can't be read (its project demands a second factor) is not waited for.
    if (state === 'error') continue;
    if (counts === null) return null;
    sum += counts.unread;
  }
  return sum;
}
