/**
 * Signals to the server, one on its way at a time, so that they arrive in order. A candidate goes out at once;
 * those that come while another signal is on its way travel together.
 */
import type { CallSignal, IceCandidate } from '@parley/api/contract/events';
import { LIMITS } from '@parley/api/contract/wire';
import { v7 as uuidv7 } from 'uuid';
import { parleyErrorOf } from '../errors.ts';

export interface OutgoingSignal {
  signalId: string;
  signal: CallSignal;
}

export class SignalQueue {
  /** Repeats until answered; the id makes a repetition harmless. */
  readonly #deliver: (outgoing: OutgoingSignal) => Promise<unknown>;
  #queue: OutgoingSignal[] = [];
  #running = false;
  #closed = false;

  constructor(deliver: (outgoing: OutgoingSignal) => Promise<unknown>) {
    this.#deliver = deliver;
  }

  send(signal: CallSignal): void {
    if (this.#closed) return;
    // What the media did while nothing could be said is of no interest any more.
    if (signal.kind === 'media') this.#queue = this.#queue.filter((one) => one.signal.kind !== 'media');
    this.#queue.push({ signalId: uuidv7(), signal });
    if (!this.#running) void this.#run();
  }

  sendCandidate(gen: number, candidate: IceCandidate): void {
    const last = this.#queue.at(-1);
    if (
      last?.signal.kind === 'candidates' &&
      last.signal.gen === gen &&
      last.signal.candidates.length < LIMITS.candidatesPerSignal
    ) {
      last.signal.candidates.push(candidate);
    } else {
      this.send({ kind: 'candidates', candidates: [candidate], gen });
    }
  }

  /** Signals of older generations that have not left are void. */
  dropOlder(gen: number): void {
    this.#queue = this.#queue.filter(({ signal }) => !('gen' in signal) || signal.gen >= gen);
  }

  /** What it was to heal has healed before it could leave. */
  withdrawRestart(): void {
    this.#queue = this.#queue.filter(({ signal }) => signal.kind !== 'restart' || signal.what !== 'ice');
  }

  close(): void {
    this.#closed = true;
    this.#queue = [];
  }

  async #run(): Promise<void> {
    this.#running = true;
    for (let next = this.#queue.shift(); next; next = this.#queue.shift()) {
      try {
        await this.#deliver(next);
      } catch (cause) {
        // Over, not ours, or the client is closed: nothing more will be taken. Else this one signal was refused.
        const { code } = parleyErrorOf(cause);
        if (code === 'CALL_OVER' || code === 'NOT_FOUND' || code === 'CLOSED' || code === 'UNAUTHENTICATED')
          this.close();
      }
    }
    this.#running = false;
  }
}
