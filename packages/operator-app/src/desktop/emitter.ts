export interface Emitter<T> {
  readonly emit: (value: T) => void;
  readonly on: (listener: (value: T) => void) => () => void;
}

/** Tells whoever listens. */
export function createEmitter<T>(): Emitter<T> {
  const listeners = new Set<(value: T) => void>();
  return {
    emit(value) {
      for (const listener of [...listeners]) listener(value);
    },
    on(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

/** What came before anybody listened is told to the first who does: links are there before the app is. */
export function createPatientEmitter<T>(): Emitter<T> {
  const { emit, on } = createEmitter<T>();
  let waiting: T[] | null = [];
  return {
    emit(value) {
      if (waiting === null) emit(value);
      else waiting.push(value);
    },
    on(listener) {
      const stop = on(listener);
      const held = waiting ?? [];
      waiting = null;
      for (const value of held) listener(value);
      return stop;
    },
  };
}
