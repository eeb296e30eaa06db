/** While a call lives, a connection that has died silently must be found out in seconds: it is asked, again and again. */
import type { Clock } from '../environment.ts';

/**
 * A line that dies right after an answer is asked once more, does not answer, and gets a second to close:
 * together less than seven seconds.
 */
const ASK_MS = 3_500;
const ANSWER_MS = 2_000;

export class Hurry {
  readonly #clock: Clock;
  readonly #ask: (answerMs: number) => void;
  #wanted = 0;
  #cancel: (() => void) | null = null;

  constructor(clock: Clock, ask: (answerMs: number) => void) {
    this.#clock = clock;
    this.#ask = ask;
  }

  /** Until the result is called; as often as there are calls. */
  begin(): () => void {
    this.#wanted += 1;
    if (this.#wanted === 1) this.#wait();
    let ended = false;
    return () => {
      if (ended) return;
      ended = true;
      this.#wanted -= 1;
      if (this.#wanted === 0) this.#cancel?.();
    };
  }

  #wait(): void {
    this.#cancel = this.#clock.after(ASK_MS, () => {
      this.#ask(ANSWER_MS);
      this.#wait();
    });
  }
}
