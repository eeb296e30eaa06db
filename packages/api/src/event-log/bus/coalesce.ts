import type { BusMessage } from './bus.ts';

/** Between two sendings: a busy node says fifty times a second how far its streams have come, and nobody feels it. */
const PAUSE_MS = 20;
/** What waits behind a stalled link, besides one hint for each stream: past this it is dropped, as on a dead one. */
const MAX_OTHERS = 1_000;

/**
 * What comes alone goes at the end of its turn of the loop. After that messages are collected for a moment, and for as
 * long as the last ones are on their way, and only the highest seq per stream is kept: hints are levels, not edges. So a
 * link that stalls costs a bounded amount of memory.
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
  let sentAt = -Infinity;
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
    sentAt = performance.now();
    sending = send(messages).finally(() => {
      sending = null;
      if (hints.size + others.length > 0) schedule();
    });
    return sending;
  };
  const schedule = (): void => {
    if (sending !== null || timer !== null) return;
    timer = setTimeout(() => void run(), Math.max(0, sentAt + PAUSE_MS - performance.now()));
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
