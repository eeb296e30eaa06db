/** Turns keystrokes into `typing: true`, repeated while they go on, and `typing: false` after a pause. */
import { CLIENT_LIMITS } from '@parley/api/contract/wire';
import type { Clock } from '../environment.ts';

/** Half the time after which the server forgets, so that one lost repeat does not flicker. */
const REPEAT_MS = CLIENT_LIMITS.typingMs / 2;
/** A person who has stopped for this long is thinking, not writing. */
const PAUSE_MS = 4_000;

export class OwnTyping {
  readonly #tell: (typing: boolean) => void;
  readonly #clock: Clock;
  #toldAt: number | null = null;
  #cancelPause: (() => void) | null = null;

  constructor(tell: (typing: boolean) => void, clock: Clock) {
    this.#tell = tell;
    this.#clock = clock;
  }

  set(typing: boolean): void {
    this.#cancelPause?.();
    this.#cancelPause = null;
    if (!typing) return this.#stop();
    this.#cancelPause = this.#clock.after(PAUSE_MS, () => this.#stop());
    if (this.#toldAt !== null && this.#clock.now() - this.#toldAt < REPEAT_MS) return;
    this.#toldAt = this.#clock.now();
    this.#tell(true);
  }

  #stop(): void {
    if (this.#toldAt === null) return;
    this.#toldAt = null;
    this.#tell(false);
  }
}
