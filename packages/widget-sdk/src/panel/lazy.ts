import type { Store } from '@parley/client';
import { createStore } from '../session/value-store.ts';

/** The code comes from the very server that may be away, or have another version by now: each wait is twice the one before. */
const AGAIN_MS = 4_000;
const MAX_DOUBLINGS = 4;

/** `null` until the code is there; asked for by the first who wants to show something by it. */
export class Lazy<T> implements Store<T | null> {
  readonly #load: () => Promise<T>;
  readonly #view = createStore<T | null>(null);
  #loading = false;
  #failures = 0;

  readonly subscribe = this.#view.subscribe;
  readonly getSnapshot = this.#view.getSnapshot;

  constructor(load: () => Promise<T>) {
    this.#load = load;
  }

  want(): void {
    if (this.#loading) return;
    this.#loading = true;
    this.#load().then(
      (view) => this.#view.set(view),
      () => {
        this.#loading = false;
        setTimeout(() => this.want(), AGAIN_MS * 2 ** Math.min(this.#failures++, MAX_DOUBLINGS));
      },
    );
  }
}
