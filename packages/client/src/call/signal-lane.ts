import type { CallSignal } from '@parley/api/contract/events';

export interface OutgoingSignal {
  signalId: string;
  signal: CallSignal;
}

/** Signals whose order among themselves counts: one on its way at a time, those that come meanwhile wait behind it. */
export class SignalLane {
  /** Never rejects: what was refused is the queue's to judge. */
  readonly #deliver: (outgoing: OutgoingSignal) => Promise<void>;
  #waiting: OutgoingSignal[] = [];
  #running = false;

  constructor(deliver: (outgoing: OutgoingSignal) => Promise<void>) {
    this.#deliver = deliver;
  }

  /** Of those that have not left. */
  get last(): CallSignal | undefined {
    return this.#waiting.at(-1)?.signal;
  }

  push(outgoing: OutgoingSignal): void {
    this.#waiting.push(outgoing);
    if (!this.#running) void this.#run();
  }

  /** Of those that have not left, these alone are still to go. */
  keep(isWanted: (signal: CallSignal) => boolean): void {
    this.#waiting = this.#waiting.filter(({ signal }) => isWanted(signal));
  }

  async #run(): Promise<void> {
    this.#running = true;
    for (let next = this.#waiting.shift(); next; next = this.#waiting.shift()) await this.#deliver(next);
    this.#running = false;
  }
}
