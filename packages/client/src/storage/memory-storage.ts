import type { BlobStore, KeyValueStore } from '../types.ts';

/** Lasts as long as the page or process; what is used when nothing else is given or works. */
export function memoryStorage(): KeyValueStore {
  const values = new Map<string, string>();
  return {
    get: async (key) => values.get(key) ?? null,
    set: async (key, value) => void values.set(key, value),
    delete: async (key) => void values.delete(key),
    keys: async () => [...values.keys()],
    blobs: memoryBlobs(),
  };
}

export function memoryBlobs(): BlobStore {
  const blobs = new Map<string, Blob>();
  return {
    get: async (key) => blobs.get(key) ?? null,
    set: async (key, value) => void blobs.set(key, value),
    delete: async (key) => void blobs.delete(key),
  };
}
