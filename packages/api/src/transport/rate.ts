/** Handshakes of one address: room for an office behind one NAT that comes back at once, none for a flood. */
const BURST = 1_000;
const PER_SECOND = 100;
/** An address that has been quiet this long has a full bucket again: forgetting it changes nothing. */
const FULL_AFTER_MS = (BURST / PER_SECOND) * 1_000;

/** A token bucket per address. */
export class HandshakeRate {
  readonly #buckets = new Map<string, { tokens: number; at: number }>();

  /** Takes a token; false when there is none. */
  take(address: string, now: number): boolean {
    const bucket = this.#buckets.get(address) ?? { tokens: BURST, at: now };
    const tokens = Math.min(BURST, bucket.tokens + ((now - bucket.at) / 1_000) * PER_SECOND);
    this.#buckets.delete(address);
    this.#buckets.set(address, { tokens: Math.max(0, tokens - 1), at: now });
    this.#forget(now);
    return tokens >= 1;
  }

  /** Oldest first: a Map keeps the order of insertion. */
  #forget(now: number): void {
    for (const [address, { at }] of this.#buckets) {
      if (now - at < FULL_AFTER_MS) return;
      this.#buckets.delete(address);
    }
  }
}
