/**
 * Candidates of the other leg, which may come before the description they belong to, twice, or too late. Each is
 * given out once, only in its own generation, and only when the connection can take it.
 */
import type { IceCandidate } from '@parley/api/contract/events';

export class CandidateBuffer {
  #gen = -1;
  #open = false;
  readonly #seen = new Set<string>();
  #waiting: { gen: number; candidate: IceCandidate }[] = [];

  /** A new generation: what belongs to older ones is void. */
  begin(gen: number): void {
    this.#gen = gen;
    this.#open = false;
    this.#seen.clear();
    this.#waiting = this.#waiting.filter((each) => each.gen >= gen);
  }

  /** The generation's remote description is set; returns what has waited for it. */
  open(): IceCandidate[] {
    this.#open = true;
    const ready = this.#waiting.filter((each) => each.gen === this.#gen);
    this.#waiting = this.#waiting.filter((each) => each.gen !== this.#gen);
    return ready.flatMap(({ candidate }) => (this.#isNew(candidate) ? [candidate] : []));
  }

  /** Returns those that can be used now. */
  take(gen: number, candidates: readonly IceCandidate[]): IceCandidate[] {
    if (gen < this.#gen) return [];
    if (gen === this.#gen && this.#open) return candidates.filter((candidate) => this.#isNew(candidate));
    for (const candidate of candidates) this.#waiting.push({ gen, candidate });
    return [];
  }

  #isNew(candidate: IceCandidate): boolean {
    const key = `${candidate.usernameFragment ?? ''} ${candidate.sdpMid ?? candidate.sdpMLineIndex} ${candidate.candidate}`;
    if (this.#seen.has(key)) return false;
    this.#seen.add(key);
    return true;
  }
}
