import type { BusMessage } from './bus.ts';

/** Long enough to put a burst into one message, short enough not to be felt. */
const COALESCE_MS = 5;

/**
 * Collects messages for a moment and keeps only the highest seq per stream: hints are levels, not edges.
 * `flush` gets at least one message.
 */
export function coalesce(flush: (messages: BusMessage[]) => void): { add(message: BusMessage): void; flush(): void } {
  const hints = new Map<number, number>();
  let others: BusMessage[] = [];
  let timer: NodeJS.Timeout | null = null;

  const run = (): void => {
    timer = null;
    const messages: BusMessage[] = [
      ...others,
      ...[...hints].map(([stream, seq]) => ({ kind: 'hint', stream, seq }) as const),
    ];
    hints.clear();
    others = [];
    flush(messages);
  };

  return {
    add: (message) => {
      if (message.kind === 'hint') hints.set(message.stream, Math.max(message.seq, hints.get(message.stream) ?? 0));
      else others.push(message);
      timer ??= setTimeout(run, COALESCE_MS);
    },
    flush: () => {
      if (timer !== null) {
        clearTimeout(timer);
        run();
      }
    },
  };
}
