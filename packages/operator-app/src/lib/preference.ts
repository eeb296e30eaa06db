import { readStored, writeStored } from './device-storage.ts';
import { createValueStore, type ValueStore } from './value-store.ts';

/** A choice of the person at this device, kept over reloads. `choices[0]` is the default. */
export function createPreference<const C extends readonly string[]>(key: string, choices: C): ValueStore<C[number]> {
  const stored = readStored(key);
  const store = createValueStore<C[number]>(choices.find((choice) => choice === stored) ?? choices[0] ?? '');
  return {
    ...store,
    set(value) {
      writeStored(key, value);
      store.set(value);
    },
  };
}
