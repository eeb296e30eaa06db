import { AppError } from '../access/app-error.ts';

/** Each is up to a file's size in memory, and a picture process's time. */
const LANES = 2;
/** A picture may take seconds; who comes later is told to come again, and does not wait for minutes. */
const MAX_WAITING = 16;
const AGAIN_MS = 2_000;

/** Two at a time; the same one twice is one after the other. */
export class Turns {
  readonly #running = new Map<string, Promise<unknown>>();
  readonly #waiting: (() => void)[] = [];
  #free = LANES;

  /** @throws AppError RATE_LIMITED when too many wait already */
  async run<T>(key: string, act: () => Promise<T>): Promise<T> {
    for (let other = this.#running.get(key); other; other = this.#running.get(key)) await other.catch(() => undefined);
    const running = this.#inTurn(act).finally(() => this.#running.delete(key));
    this.#running.set(key, running);
    return running;
  }

  async #inTurn<T>(act: () => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free -= 1;
    else if (this.#waiting.length >= MAX_WAITING) {
      throw new AppError('RATE_LIMITED', 'too many files at once', { retryAfterMs: AGAIN_MS });
    } else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    try {
      return await act();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#free += 1;
      else next();
    }
  }
}
