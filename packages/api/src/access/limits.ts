import { AppError } from './app-error.ts';
import { Bucket, Buckets } from './buckets.ts';
import { CAPS, RATES, type CapName, type Rate, type RateName } from './rates.ts';

/** When there may be room again is for others to say; whoever waits for it looks so often. */
const ROOM_MS = 5_000;

export interface LimitsOptions {
  /** All rates and caps times this. */
  factor: number;
  /** Milliseconds that only go forward. */
  now?: () => number;
  onRefused?: (limit: RateName | CapName) => void;
}

/** Who has done how much lately, and has how much open, in this process. Nobody loses anything by it: he waits. */
export class Limits {
  readonly now: () => number;
  readonly #factor: number;
  readonly #onRefused: (limit: RateName | CapName) => void;
  readonly #buckets = new Map<RateName, Buckets>();
  readonly #open = new Map<CapName, Map<string, number>>();

  constructor({ factor, now = () => performance.now(), onRefused = () => undefined }: LimitsOptions) {
    this.#factor = factor;
    this.now = now;
    this.#onRefused = onRefused;
  }

  /**
   * Takes one of whoever the key is. Null is somebody whom we can't tell from others: he is not counted.
   * @throws AppError RATE_LIMITED with the time to wait
   */
  take(name: RateName, key: string | null, count = 1): void {
    const retryAfterMs = this.wait(name, key, count);
    if (retryAfterMs > 0) throw tooMuch(name, retryAfterMs);
  }

  /** The same for those who do not throw: 0, or how many ms to wait. */
  wait(name: RateName, key: string | null, count = 1): number {
    if (key === null) return 0;
    let buckets = this.#buckets.get(name);
    if (buckets === undefined) this.#buckets.set(name, (buckets = new Buckets(this.#rate(name))));
    const wait = buckets.take(key, this.now(), count);
    if (wait > 0) this.#onRefused(name);
    return wait;
  }

  /** For whoever keeps it himself, as a socket does. */
  bucket(name: RateName): Bucket {
    return new Bucket(this.#rate(name));
  }

  /** Opens one of as many as there may be. @returns what closes it, to be called once; null when all are taken */
  open(name: CapName, key: string | null): (() => void) | null {
    if (key === null) return () => undefined;
    const counts = this.#open.get(name) ?? new Map<string, number>();
    this.#open.set(name, counts);
    const count = counts.get(key) ?? 0;
    if (count >= Math.ceil(CAPS[name] * this.#factor)) {
      this.#onRefused(name);
      return null;
    }
    counts.set(key, count + 1);
    return () => {
      const left = (counts.get(key) ?? 1) - 1;
      if (left === 0) counts.delete(key);
      else counts.set(key, left);
    };
  }

  /** @throws AppError RATE_LIMITED */
  openOrThrow(name: CapName, key: string | null): () => void {
    const close = this.open(name, key);
    if (close === null) throw tooMuch(name, ROOM_MS);
    return close;
  }

  #rate(name: RateName): Rate {
    const { burst, everyMs } = RATES[name];
    return { burst: burst * this.#factor, everyMs: everyMs / this.#factor };
  }
}

const tooMuch = (limit: RateName | CapName, retryAfterMs: number): AppError =>
  new AppError('RATE_LIMITED', `too much at once: ${limit}`, { retryAfterMs });
