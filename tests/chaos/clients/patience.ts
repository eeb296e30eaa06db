import { setTimeout as pause } from 'node:timers/promises';
import { parleyErrorOf } from '@parley/client';

const RETRY_MS = 300;

/** Asks again while the failure may pass, for so long; null when it has not passed. Throws a `ParleyError` that does not. */
export async function ask<T>(request: () => Promise<T>, forMs: number): Promise<T | null> {
  const until = Date.now() + forMs;
  for (;;) {
    try {
      return await request();
    } catch (cause) {
      const error = parleyErrorOf(cause);
      if (!error.retry) throw error;
      if (Date.now() > until) return null;
      await pause(error.retryAfterMs ?? RETRY_MS);
    }
  }
}

/** Does it happen within that time? Resolves when either is so. */
export async function within(ms: number, happening: Promise<unknown>): Promise<boolean> {
  const timer = new AbortController();
  const late = pause(ms, false, { signal: timer.signal }).catch(() => false);
  const happened = await Promise.race([happening.then(() => true), late]);
  timer.abort();
  return happened;
}
