/** What one reading applied, in order: four numbers an event, because a long run applies millions. */
export class Rows {
  #at = new Float64Array(16);
  #seq = new Uint32Array(16);
  #proof = new Uint32Array(16);
  #message = new Uint32Array(16);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(row: Row): void {
    if (this.#length === this.#at.length) this.#grow();
    this.#at[this.#length] = row.at;
    this.#seq[this.#length] = row.seq;
    this.#proof[this.#length] = row.proof;
    this.#message[this.#length] = row.message;
    this.#length += 1;
  }

  at(index: number): number {
    return this.#at[index] ?? Number.NaN;
  }

  seq(index: number): number {
    return this.#seq[index] ?? Number.NaN;
  }

  proof(index: number): number {
    return this.#proof[index] ?? Number.NaN;
  }

  /** The message's number among the facts; 0 for none. */
  message(index: number): number {
    return this.#message[index] ?? 0;
  }

  /** How many were applied up to this moment; rows are in order of time. */
  countUntil(at: number): number {
    let low = 0;
    let high = this.#length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.at(middle) <= at) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  get highestSeq(): number {
    let highest = 0;
    for (let index = 0; index < this.#length; index += 1) highest = Math.max(highest, this.seq(index));
    return highest;
  }

  #grow(): void {
    const length = this.#length * 2;
    const larger = <T extends Float64Array | Uint32Array>(to: T, from: T): T => {
      to.set(from);
      return to;
    };
    this.#at = larger(new Float64Array(length), this.#at);
    this.#seq = larger(new Uint32Array(length), this.#seq);
    this.#proof = larger(new Uint32Array(length), this.#proof);
    this.#message = larger(new Uint32Array(length), this.#message);
  }
}

export interface Row {
  at: number;
  seq: number;
  proof: number;
  message: number;
}

/** The last eight hex digits of an event's id, which its cursor shows too, as a number. */
export function proofOf(event: string): number {
  const proof = Number.parseInt(event.slice(-8), 16);
  if (Number.isNaN(proof)) throw new Error(`${event} is no id of an event`);
  return proof;
}

export const showProof = (proof: number): string => proof.toString(16).padStart(8, '0');
