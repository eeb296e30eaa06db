import type { Clock } from '../environment.ts';
import { parleyErrorOf, type ParleyError } from '../errors.ts';
import { fullJitter } from './backoff.ts';

export interface Patience {
  clock: Clock;
  random: () => number;
}

/**
 * Repeats `request` while its failure may pass, with jitter. Only for what may run twice: reads, and writes that
 * carry an id of ours. Rejects with a `ParleyError` that does not pass, or when `signal` ends it.
 */
export async function untilAnswered<T>(
  request: () => Promise<T>,
  patience: Patience,
  signal?: AbortSignal,
): Promise<T> {
  for (let failures = 0; ; failures++) {
    try {
      return await request();
    } catch (cause) {
      const error = parleyErrorOf(cause);
      if (!error.retry || signal?.aborted) throw error;
      await beforeRetry(error, failures, patience, signal);
      if (signal?.aborted) throw error;
    }
  }
}

/** The wait before try number `failures` + 1: jittered, or as long as the server asks; `signal` cuts it short. */
export function beforeRetry(
  { retryAfterMs }: ParleyError,
  failures: number,
  { clock, random }: Patience,
  signal?: AbortSignal,
): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      cancel();
      signal?.removeEventListener('abort', end);
      resolve();
    };
    const cancel = clock.after(Math.max(retryAfterMs ?? 0, fullJitter(failures, random)), end);
    signal?.addEventListener('abort', end);
    if (signal?.aborted) end();
  });
}
