/** Tells that a person has the conversation before him, again and again while he has, and once that he has not. */
import { CLIENT_LIMITS } from '@parley/api/contract/wire';
import type { Clock } from '../environment.ts';

export interface OwnLookingOptions {
  clock: Clock;
  tell(looking: boolean): void;
}

/** A third of the time after which the server forgets: two may be lost. */
const REPEAT_MS = CLIENT_LIMITS.lookingMs / 3;

export class OwnLooking {
  readonly #options: OwnLookingOptions;
  #cancel: (() => void) | null = null;

  constructor(options: OwnLookingOptions) {
    this.#options = options;
  }

  set(looking: boolean): void {
    if (looking === (this.#cancel !== null)) return;
    if (looking) return this.#repeat();
    this.#cancel?.();
    this.#cancel = null;
    this.#options.tell(false);
  }

  #repeat(): void {
    this.#options.tell(true);
    this.#cancel = this.#options.clock.after(REPEAT_MS, () => this.#repeat());
  }
}
