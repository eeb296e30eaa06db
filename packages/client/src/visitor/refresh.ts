import type { Clock } from '../environment.ts';
import { parleyErrorOf } from '../errors.ts';

/** While this much of the time is left, the next one is asked for: room for tries that fail. */
const LEFT = 0.2;
const SOONEST_MS = 1_000;
/** Whoever fails to answer is asked again so soon. */
const AGAIN_MS = 15_000;

/** Acts before a time is over, and again while that fails and may succeed. */
export class Refresh {
  readonly #clock: Clock;
  #cancel: () => void = () => undefined;
  #plan = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Instead of what was planned before. */
  before(ms: number, act: () => Promise<void>): void {
    this.#in(Math.max(SOONEST_MS, ms * (1 - LEFT)), act);
  }

  stop(): void {
    this.#plan += 1;
    this.#cancel();
  }

  #in(ms: number, act: () => Promise<void>): void {
    this.stop();
    const plan = this.#plan;
    this.#cancel = this.#clock.after(ms, () => {
      act().catch((cause: unknown) => {
        if (plan === this.#plan && parleyErrorOf(cause).retry) this.#in(AGAIN_MS, act);
      });
    });
  }
}
