import type { Clock } from '../environment.ts';
import { parleyErrorOf } from '../errors.ts';
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
      await pause(Math.max(error.retryAfterMs ?? 0, fullJitter(failures, patience.random)), patience.clock, signal);
      if (signal?.aborted) throw error;
    }
  }
}

function pause(ms: number, clock: Clock, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const cancel = clock.after(ms, resolve);
    signal?.addEventListener(
      'abort',
      () => {
        cancel();
        resolve();
      },
      { once: true },
    );
  });
}
