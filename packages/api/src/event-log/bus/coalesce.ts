import type { BusMessage } from './bus.ts';

/** Long enough to put a burst into one message, short enough not to be felt. */
const COALESCE_MS = 5;
/** What waits behind a stalled link, besides one hint for each stream: past this it is dropped, as on a dead one. */
const MAX_OTHERS = 1_000;

/**
 * Collects messages for a moment, and for as long as the last ones are on their way, and keeps only the highest seq
 * per stream: hints are levels, not edges. So a link that stalls costs a bounded amount of memory.
 * `send` gets at least one message and never rejects.
 */
export function coalesce(send: (messages: BusMessage[]) => Promise<void>): {
  add(message: BusMessage): void;
  /** Sends what there is; resolves when it has gone out. */
  flush(): Promise<void>;
} {
  const hints = new Map<number, number>();
  let others: BusMessage[] = [];
  let timer: NodeJS.Timeout | null = null;
  let sending: Promise<void> | null = null;

  const run = (): Promise<void> => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    const messages: BusMessage[] = [
      ...others,
      ...[...hints].map(([stream, seq]) => ({ kind: 'hint', stream, seq }) as const),
    ];
    hints.clear();
    others = [];
    if (messages.length === 0) return Promise.resolve();
    sending = send(messages).finally(() => {
      sending = null;
      if (hints.size + others.length > 0) schedule();
    });
    return sending;
  };
  const schedule = (): void => {
    if (sending === null) timer ??= setTimeout(() => void run(), COALESCE_MS);
  };

  return {
    add: (message) => {
      if (message.kind === 'hint') hints.set(message.stream, Math.max(message.seq, hints.get(message.stream) ?? 0));
      else if (others.length < MAX_OTHERS) others.push(message);
      schedule();
    },
    flush: async () => {
      await sending;
      await run();
    },
  };
}
