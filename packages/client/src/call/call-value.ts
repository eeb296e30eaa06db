/** What the app sees of a call, and what its parts know of each other: each writes its own fields, all read. */
import type { Value } from '../store.ts';
import type { CallSnapshot } from '../call-types.ts';
import { PHASE_TABLE, type CallPhaseEvent } from './call-state.ts';

export class CallValue {
  readonly #snapshot: Value<CallSnapshot>;
  readonly #left = new AbortController();

  constructor(snapshot: Value<CallSnapshot>) {
    this.#snapshot = snapshot;
  }

  get now(): CallSnapshot {
    return this.#snapshot.getSnapshot();
  }

  /** Aborted when this page leaves the call without ending it. */
  get left(): AbortSignal {
    return this.#left.signal;
  }

  /** For this device: hung up, ended, or left. */
  get isOver(): boolean {
    return this.now.phase === 'ended' || this.left.aborted;
  }

  set(facts: Partial<CallSnapshot>): void {
    this.#snapshot.set({ ...this.now, ...facts });
  }

  step(event: CallPhaseEvent, facts: Partial<CallSnapshot> = {}): void {
    this.set({ ...facts, phase: PHASE_TABLE[this.now.phase][event] });
  }

  leave(): void {
    this.#left.abort();
  }
}
