import type { Store } from './types.ts';

/** The one writable `Store`. Its methods are bound, so they can be handed to `useSyncExternalStore` as they are. */
export class Value<T> implements Store<T> {
  #value: T;
  readonly #listeners = new Set<() => void>();

  constructor(initial: T) {
    this.#value = initial;
  }

  readonly getSnapshot = (): T => this.#value;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  };

  set(value: T): void {
    if (Object.is(value, this.#value)) return;
    this.#value = value;
    for (const listener of this.#listeners) callListener(listener);
  }
}

/** A listener that throws must stop neither the others nor us; its error surfaces where uncaught errors do. */
function callListener(listener: () => void): void {
  try {
    listener();
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
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
