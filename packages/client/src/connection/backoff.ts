/** Full jitter: many clients that lost one server come back spread out, never in step. */
import type { Clock } from '../environment.ts';

export const RECONNECT = {
  baseMs: 500,
  /** A person waits at most this long for the next attempt. */
  capMs: 20_000,
  /** A connection that held this long was good: the next loss starts from the beginning again. */
  stableMs: 10_000,
  /** A move waits below 1 s, however many were made: who is told to move last has 5 s. */
  moveStep: 1,
} as const;

/** A delay in [0, min(cap, base · 2^attempt)), in milliseconds. */
export function fullJitter(attempt: number, random: () => number, capMs: number = RECONNECT.capMs): number {
  return random() * Math.min(capMs, RECONNECT.baseMs * 2 ** attempt);
}

/**
 * Counts attempts. Opening proves little (a server may accept and drop): only staying up starts the count again.
 * An attempt while the connection is up is a move, which the server asked for: it has to be over before a drain is.
 */
export class Backoff {
  readonly #clock: Clock;
  readonly #random: () => number;
  #attempt = 0;
  /** Since when the connection has held; `null` while there is none. */
  #heldSince: number | null = null;

  constructor(clock: Clock, random: () => number) {
    this.#clock = clock;
    this.#random = random;
  }

  next(): { attempt: number; delayMs: number } {
    this.#settle();
    // Where a move leads has to hold as well.
    if (this.#heldSince !== null) this.#heldSince = this.#clock.now();
    const attempt = this.#attempt++;
    const step = this.#heldSince === null ? attempt : Math.min(attempt, RECONNECT.moveStep);
    return { attempt, delayMs: fullJitter(step, this.#random) };
  }

  up(): void {
    this.#heldSince = this.#clock.now();
  }

  down(): void {
    this.#settle();
    this.#heldSince = null;
  }

  #settle(): void {
    if (this.#heldSince !== null && this.#clock.now() - this.#heldSince >= RECONNECT.stableMs) this.#attempt = 0;
  }
}
