import type { PresenceEvent } from '../contract/events.ts';
import type { PresenceHub } from './presence-hub.ts';

export interface PresenceView {
  channels: readonly string[];
  /** The state to begin with, read after the listener is in place. */
  initial: () => PresenceEvent[];
  /** Not his own typing, and not himself. */
  isOwn: (event: PresenceEvent) => boolean;
}

/**
 * First how it is, then what changes. Bounded by itself: of two changes about the same person that a slow
 * reader has not taken, only the newer is kept.
 */
export async function* presenceEvents(
  hub: Pick<PresenceHub, 'listen'>,
  { channels, initial, isOwn }: PresenceView,
  signal: AbortSignal,
  writable: () => Promise<void>,
): AsyncGenerator<PresenceEvent, void, undefined> {
  const pending = new Map<string, PresenceEvent>();
  let wake: () => void = () => undefined;
  const push = (event: PresenceEvent): void => {
    if (isOwn(event)) return;
    const key = keyOf(event);
    pending.delete(key);
    pending.set(key, event);
    wake();
  };
  const stop = hub.listen(channels, push);
  const aborted = (): void => wake();
  signal.addEventListener('abort', aborted);
  try {
    for (const event of initial()) push(event);
    while (!signal.aborted) {
      for (const key of pending.keys()) {
        await writable();
        if (signal.aborted) return;
        // Taken only now: while the reader was slow a newer one may have come in its place.
        const event = pending.get(key);
        pending.delete(key);
        if (event !== undefined) yield event;
      }
      if (pending.size === 0 && !signal.aborted) await new Promise<void>((resolve) => (wake = resolve));
    }
  } finally {
    stop();
    signal.removeEventListener('abort', aborted);
  }
}

function keyOf(event: PresenceEvent): string {
  const who = event.who.kind === 'team' ? 'team' : `${event.who.kind}:${event.who.id}`;
  return event.type === 'online' ? `online:${who}` : `${event.type}:${event.conversationId}:${who}`;
}
