/** What was sent, and what came of it. */
export class Ledger {
  readonly #sentAt: number[] = [];
  readonly #conversationOf: number[] = [];
  readonly #indexOf = new Map<number, number>();
  readonly #lastSeq = new Map<string, number>();
  readonly #received: number[] = [];
  #since = Number.POSITIVE_INFINITY;
  #until = Number.POSITIVE_INFINITY;
  /** Of what was sent while it measured, whenever the answer came: the slowest must not fall out at the end. */
  readonly ackMs: number[] = [];
  readonly deliveryMs: number[] = [];
  disorder = 0;
  /** Those that came while it measured. */
  acks = 0;
  deliveries = 0;

  begin(): void {
    this.#since = performance.now();
  }

  /** @returns the seconds since `begin`. */
  end(): number {
    this.#until = performance.now();
    return (this.#until - this.#since) / 1_000;
  }

  /** @returns the message's index. */
  sending(conversation: number): number {
    this.#conversationOf.push(conversation);
    this.#received.push(0);
    return this.#sentAt.push(performance.now()) - 1;
  }

  sent(request: number, index: number): void {
    this.#indexOf.set(request, index);
  }

  /** @returns whether it answers a message of ours. */
  acked(request: number): boolean {
    const index = this.#indexOf.get(request);
    if (index === undefined) return false;
    this.#indexOf.delete(request);
    if (this.#note(index, this.ackMs)) this.acks += 1;
    return true;
  }

  /** Exactly once and in order, to each of the two readers. */
  delivered(reader: string, index: number, seq: number): void {
    const key = `${reader} ${this.#conversationOf[index]}`;
    const last = this.#lastSeq.get(key);
    if (last !== undefined && seq !== last + 1) this.disorder += 1;
    this.#lastSeq.set(key, seq);
    this.#received[index] = (this.#received[index] ?? 0) + 1;
    if (this.#note(index, this.deliveryMs)) this.deliveries += 1;
  }

  /** @returns whether now is a moment that counts. */
  #note(index: number, latencies: number[]): boolean {
    const sentAt = this.#sentAt[index] ?? Number.NaN;
    const now = performance.now();
    if (sentAt >= this.#since && sentAt <= this.#until) latencies.push(now - sentAt);
    return now >= this.#since && now <= this.#until;
  }

  /** Messages without an answer. */
  unanswered(): number {
    return this.#indexOf.size;
  }

  /** Messages that not both readers have got. */
  missing(): number {
    return this.#received.filter((times) => times !== 2).length;
  }
}
