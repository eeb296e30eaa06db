import type { Rate } from './rates.ts';

/** A token bucket, kept as the time at which it is full again: one number, and nothing to refill. */
export class Bucket {
  readonly #rate: Rate;
  #fullAt = 0;

  constructor(rate: Rate) {
    this.#rate = rate;
  }

  /** Takes `count`. @returns 0, or, with nothing taken, in how many ms they will be there. */
  take(now: number, count = 1): number {
    const { burst, everyMs } = this.#rate;
    const fullAt = Math.max(now, this.#fullAt) + count * everyMs;
    const wait = fullAt - now - burst * everyMs;
    if (wait > 0) return Math.ceil(wait);
    this.#fullAt = fullAt;
    return 0;
  }

  isFull(now: number): boolean {
    return this.#fullAt <= now;
  }
}

/** A hundred thousand of them are some 10 MB. A flood from as many networks is none that a limit for each could stop. */
const MAX_KEYS = 100_000;

/** A bucket for each key that is not quiet. Forgetting a full one changes nothing; past `maxKeys` the idlest goes. */
export class Buckets {
  readonly #rate: Rate;
  readonly #maxKeys: number;
  /** Whoever came last is at the end: a Map keeps the order of insertion. */
  readonly #buckets = new Map<string, Bucket>();

  constructor(rate: Rate, maxKeys = MAX_KEYS) {
    this.#rate = rate;
    this.#maxKeys = maxKeys;
  }

  get size(): number {
    return this.#buckets.size;
  }

  /** As `Bucket.take`. */
  take(key: string, now: number, count = 1): number {
    const bucket = this.#buckets.get(key) ?? new Bucket(this.#rate);
    this.#buckets.delete(key);
    this.#buckets.set(key, bucket);
    this.#forget(now);
    return bucket.take(now, count);
  }

  /** The newest stays: it is about to be used. */
  #forget(now: number): void {
    for (const [key, bucket] of this.#buckets) {
      const over = this.#buckets.size > this.#maxKeys;
      if (this.#buckets.size === 1 || (!over && !bucket.isFull(now))) return;
      this.#buckets.delete(key);
    }
  }
}
