/** Turns keystrokes into `typing: true`, repeated while they go on, and `typing: false` after a pause. */
import { CLIENT_LIMITS } from '@parley/api/contract/wire';
import type { Clock } from '../environment.ts';

/** Half the time after which the server forgets, so that one lost repeat does not flicker. */
const REPEAT_MS = CLIENT_LIMITS.typingMs / 2;
/** A person who has stopped for this long is thinking, not writing. */
const PAUSE_MS = 4_000;

/** Where what is written is shown, too. */
const PREVIEW_MS = 1_000;

export class OwnTyping {
  readonly #tell: (typing: boolean, text: string | undefined) => void;
  readonly #clock: Clock;
  #toldAt: number | null = null;
  #cancelPause: (() => void) | null = null;

  /** What was written meanwhile is told then. */
  #cancelNext: (() => void) | null = null;
  #text: string | undefined = undefined;

  constructor(tell: (typing: boolean, text: string | undefined) => void, clock: Clock) {
    this.#tell = tell;
    this.#clock = clock;
  }

  set(typing: boolean, text?: string): void {
    this.#cancelPause?.();
    this.#cancelPause = null;
    if (!typing) return this.#stop();
    this.#cancelPause = this.#clock.after(PAUSE_MS, () => this.#stop());
    this.#text = text?.slice(0, CLIENT_LIMITS.previewChars);
    const every = text === undefined ? REPEAT_MS : PREVIEW_MS;
    const wait = this.#toldAt === null ? 0 : this.#toldAt + every - this.#clock.now();
    if (wait <= 0) this.#say();
    else if (text !== undefined) this.#cancelNext ??= this.#clock.after(wait, () => this.#say());
  }

  #say(): void {
    this.#cancelNext?.();
    this.#cancelNext = null;
    this.#toldAt = this.#clock.now();
    this.#tell(true, this.#text);
  }

  #stop(): void {
    this.#cancelNext?.();
    this.#cancelNext = null;
    if (this.#toldAt === null) return;
    this.#toldAt = null;
    this.#tell(false, undefined);
  }
}
