import type { BusMessage } from './bus.ts';

/** Long enough to put a burst into one message, short enough not to be felt. */
const COALESCE_MS = 5;

/**
 * Collects messages for a moment and keeps only the highest seq per stream: hints are levels, not edges.
 * `flush` gets at least one message, never more than `max`.
 */
export function coalesce(
  max: number,
  flush: (messages: BusMessage[]) => void,
): { add(message: BusMessage): void; stop(): void } {
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
    for (let from = 0; from < messages.length; from += max) flush(messages.slice(from, from + max));
  };

  return {
    add: (message) => {
      if (message.kind === 'hint') hints.set(message.stream, Math.max(message.seq, hints.get(message.stream) ?? 0));
      else others.push(message);
      timer ??= setTimeout(run, COALESCE_MS);
    },
    stop: () => {
      if (timer !== null) clearTimeout(timer);
    },
  };
}
