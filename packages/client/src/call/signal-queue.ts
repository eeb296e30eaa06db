/**
 * Signals to the server. What depends on the order keeps it, and nothing waits for what it does not depend on: a
 * candidate need not come after its description (the other side holds it until it can be used), and neither has to wait
 * until the server has answered a word about a microphone. Each wait would be a whole round trip of a call's beginning.
 */
import type { CallSignal, IceCandidate } from '@parley/api/contract/events';
import { CLIENT_LIMITS } from '@parley/api/contract/wire';
import { v7 as uuidv7 } from 'uuid';
import { parleyErrorOf } from '../errors.ts';
import { SignalLane, type OutgoingSignal } from './signal-lane.ts';

export class SignalQueue {
  /** Repeats until answered; the id makes a repetition harmless. */
  readonly #request: (outgoing: OutgoingSignal) => Promise<unknown>;
  readonly #descriptions = this.#lane();
  readonly #candidates = this.#lane();
  readonly #tracks = this.#lane();
  /** What this device says of itself and its media. */
  readonly #reports = this.#lane();
  #closed = false;

  constructor(request: (outgoing: OutgoingSignal) => Promise<unknown>) {
    this.#request = request;
  }

  send(signal: CallSignal): void {
    if (this.#closed) return;
    // What the media did while nothing could be said is of no interest any more.
    if (signal.kind === 'media') this.#reports.keep(({ kind }) => kind !== 'media');
    this.#laneOf(signal).push({ signalId: uuidv7(), signal });
  }

  /** At once; those that come while another one is on its way travel together. */
  sendCandidate(gen: number, candidate: IceCandidate): void {
    const { last } = this.#candidates;
    const fits = last?.kind === 'candidates' && last.gen === gen;
    if (fits && last.candidates.length < CLIENT_LIMITS.candidatesPerSignal) last.candidates.push(candidate);
    else this.send({ kind: 'candidates', candidates: [candidate], gen });
  }

  /** Signals of older generations that have not left are void. */
  dropOlder(gen: number): void {
    this.#keep((signal) => !('gen' in signal) || signal.gen >= gen);
  }

  /** What it was to heal has healed before it could leave. */
  withdrawRestart(): void {
    this.#reports.keep((signal) => signal.kind !== 'restart' || signal.what !== 'ice');
  }

  close(): void {
    this.#closed = true;
    this.#keep(() => false);
  }

  #keep(isWanted: (signal: CallSignal) => boolean): void {
    for (const lane of [this.#descriptions, this.#candidates, this.#tracks, this.#reports]) lane.keep(isWanted);
  }

  #laneOf({ kind }: CallSignal): SignalLane {
    if (kind === 'description') return this.#descriptions;
    if (kind === 'candidates') return this.#candidates;
    return kind === 'tracks' ? this.#tracks : this.#reports;
  }

  #lane(): SignalLane {
    return new SignalLane((outgoing) => this.#deliver(outgoing));
  }

  async #deliver(outgoing: OutgoingSignal): Promise<void> {
    try {
      await this.#request(outgoing);
    } catch (cause) {
      // Over, not ours, or the client is closed: nothing more will be taken. Else this one signal was refused.
      const { code } = parleyErrorOf(cause);
      if (code === 'CALL_OVER' || code === 'NOT_FOUND' || code === 'CLOSED' || code === 'UNAUTHENTICATED') this.close();
    }
  }
}
