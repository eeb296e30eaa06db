import type { Clock } from '../environment.ts';
import { parleyErrorOf, type ParleyError } from '../errors.ts';
import { fullJitter } from './backoff.ts';

export interface Patience {
  clock: Clock;
  random: () => number;
  /** Calls back when there is a connection again; the result stops that. */
  onOnline: (listener: () => void) => () => void;
}

/** Where a connection is open, a database that is away, and nobody tells when it is back: a person waits for this one. */
const REQUEST_CAP_MS = 5_000;

/**
 * Repeats `request` while its failure may pass, with jitter. Only for what may run twice: reads, and writes that
 * carry an id of ours. Rejects with a `ParleyError` that does not pass, or only after `longestMs`, or when `signal` ends it.
 */
export async function untilAnswered<T>(
  request: () => Promise<T>,
  patience: Patience,
  signal?: AbortSignal,
  longestMs = Number.POSITIVE_INFINITY,
): Promise<T> {
  for (let failures = 0; ; failures++) {
    try {
      return await request();
    } catch (cause) {
      const error = parleyErrorOf(cause);
      if (!error.retry || signal?.aborted || (error.retryAfterMs ?? 0) > longestMs) throw error;
      await beforeRetry(error, failures, patience, signal);
      if (signal?.aborted) throw error;
    }
  }
}

/**
 * The wait before try number `failures` + 1: jittered, after the time that the server asks for, since it asks all who are behind
 * one address for the same. A connection that comes back makes
 * it a short one, `signal` ends it.
 */
export function beforeRetry(
  { retryAfterMs }: ParleyError,
  failures: number,
  { clock, random, onOnline }: Patience,
  signal?: AbortSignal,
): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      cancel();
      stopWatching();
      signal?.removeEventListener('abort', end);
      resolve();
    };
    const delayMs = (retryAfterMs ?? 0) + fullJitter(failures, random, REQUEST_CAP_MS);
    const due = clock.now() + delayMs;
    let cancel = clock.after(delayMs, end);
    const stopWatching = onOnline(() => {
      // The server knows its time better.
      if (retryAfterMs !== null) return;
      cancel();
      cancel = clock.after(Math.min(Math.max(0, due - clock.now()), fullJitter(0, random)), end);
    });
    signal?.addEventListener('abort', end);
    if (signal?.aborted) end();
  });
}
