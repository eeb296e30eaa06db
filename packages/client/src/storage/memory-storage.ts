import type { BlobStore, KeyValueStore } from '../types.ts';

/** Lasts as long as the page or process; what is used when nothing else is given or works. */
export function memoryStorage(): Required<KeyValueStore> {
  const values = new Map<string, string>();
  return { ...kept(values), keys: async () => [...values.keys()], blobs: memoryBlobs() };
}

export const memoryBlobs = (): BlobStore => kept(new Map<string, Blob>());

function kept<T>(values: Map<string, T>) {
  return {
    get: async (key: string) => values.get(key) ?? null,
    set: async (key: string, value: T) => void values.set(key, value),
    delete: async (key: string) => void values.delete(key),
  };
}
