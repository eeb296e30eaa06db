/** Full jitter: many clients that lost one server come back spread out, never in step. */
import type { Clock } from '../environment.ts';

export const RECONNECT = {
  baseMs: 500,
  /** A person waits at most this long for the next attempt. */
  capMs: 20_000,
  /** A connection that held this long was good: the next loss starts from the beginning again. */
  stableMs: 10_000,
} as const;

/** A delay in [0, min(cap, base · 2^attempt)), in milliseconds. */
export function fullJitter(attempt: number, random: () => number, capMs: number = RECONNECT.capMs): number {
  return random() * Math.min(capMs, RECONNECT.baseMs * 2 ** attempt);
}

/** Counts attempts. Opening proves little (a server may accept and drop): only staying up resets the count. */
export class Backoff {
  readonly #clock: Clock;
  readonly #random: () => number;
  #attempt = 0;
  #cancelReset: (() => void) | null = null;

  constructor(clock: Clock, random: () => number) {
    this.#clock = clock;
    this.#random = random;
  }

  next(): { attempt: number; delayMs: number } {
    const attempt = this.#attempt++;
    return { attempt, delayMs: fullJitter(attempt, this.#random) };
  }

  up(): void {
    this.#cancelReset?.();
    this.#cancelReset = this.#clock.after(RECONNECT.stableMs, () => {
      this.#attempt = 0;
    });
  }

  down(): void {
    this.#cancelReset?.();
    this.#cancelReset = null;
  }
}
