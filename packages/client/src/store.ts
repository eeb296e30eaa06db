import type { Store } from './types.ts';

/** Who wants to be told. One that throws must stop neither the others nor us; its error surfaces where uncaught errors do. */
export class Listeners<T = void> {
  readonly #all = new Set<(news: T) => void>();

  readonly add = (listener: (news: T) => void): (() => void) => {
    this.#all.add(listener);
    return () => void this.#all.delete(listener);
  };

  /** Those who listened before, and still do. */
  tell(news: T): void {
    for (const listener of [...this.#all]) {
      if (!this.#all.has(listener)) continue;
      try {
        listener(news);
      } catch (error) {
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }
}

/** The one writable `Store`. Its methods are bound, so they can be handed to `useSyncExternalStore` as they are. */
export class Value<T> implements Store<T> {
  #value: T;
  readonly #listeners = new Listeners();

  constructor(initial: T) {
    this.#value = initial;
  }

  readonly getSnapshot = (): T => this.#value;

  readonly subscribe = this.#listeners.add;

  set(value: T): void {
    if (Object.is(value, this.#value)) return;
    this.#value = value;
    this.#listeners.tell();
  }
}

/** A value computed from others: anew only when somebody looks after a change; listeners hear of many changes in a turn once. */
export class Derived<T> implements Store<T> {
  readonly #compute: () => T;
  readonly #revision = new Value(0);
  #fresh: { value: T } | null = null;
  #announced = true;

  constructor(compute: () => T) {
    this.#compute = compute;
  }

  readonly getSnapshot = (): T => {
    this.#fresh ??= { value: this.#compute() };
    return this.#fresh.value;
  };

  readonly subscribe = this.#revision.subscribe;

  invalidate(): void {
    this.#fresh = null;
    if (!this.#announced) return;
    this.#announced = false;
    queueMicrotask(() => {
      this.#announced = true;
      this.#revision.set(this.#revision.getSnapshot() + 1);
    });
  }
}
