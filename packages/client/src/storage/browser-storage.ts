import type { KeyValueStore } from '../types.ts';
import { memoryBlobs, memoryStorage } from './memory-storage.ts';

const DATABASE = 'parley';
const TABLE = 'values';

/**
 * IndexedDB, under keys that begin with `prefix`. Where it does not work (private windows, blocked third-party
 * storage, a full disk) everything is kept in memory instead: the chat goes on, only a reload forgets.
 */
export function browserStorage(prefix: string): KeyValueStore {
  const memory = memoryStorage();
  const memoryFiles = memoryBlobs();
  let database: Promise<IDBDatabase | null> | null = null;

  async function run(
    mode: IDBTransactionMode,
    request: (store: IDBObjectStore) => IDBRequest,
    fallback: () => Promise<unknown>,
    /** A file that is too large for what room there is says nothing about the rest. */
    mayNotFit = false,
  ): Promise<unknown> {
    database ??= openDatabase().catch(() => null);
    const db = await database;
    if (!db) return fallback();
    try {
      return await settled(request(db.transaction(TABLE, mode).objectStore(TABLE)));
    } catch {
      if (!mayNotFit) database = Promise.resolve(null);
      return fallback();
    }
  }

  const nameOf = (key: string) => `${prefix}:${key}`;
  /** Beside the values, whose keys they do not show up among. */
  const blobNameOf = (key: string) => `${prefix}/blob:${key}`;
  const range = () => IDBKeyRange.bound(nameOf(''), nameOf('\uffff'));
  return {
    async get(key) {
      const value = await run(
        'readonly',
        (store) => store.get(nameOf(key)),
        () => memory.get(key),
      );
      return typeof value === 'string' ? value : null;
    },
    async set(key, value) {
      await run(
        'readwrite',
        (store) => store.put(value, nameOf(key)),
        () => memory.set(key, value),
      );
    },
    async delete(key) {
      await run(
        'readwrite',
        (store) => store.delete(nameOf(key)),
        () => memory.delete(key),
      );
    },
    async keys() {
      const stored = async () => (await memory.keys()).map(nameOf);
      const keys = await run('readonly', (store) => store.getAllKeys(range()), stored);
      return Array.isArray(keys) ? keys.map((key) => String(key).slice(prefix.length + 1)) : [];
    },
    blobs: {
      async get(key) {
        const value = await run(
          'readonly',
          (store) => store.get(blobNameOf(key)),
          () => memoryFiles.get(key),
        );
        return value instanceof Blob ? value : memoryFiles.get(key);
      },
      async set(key, value) {
        await run(
          'readwrite',
          (store) => store.put(value, blobNameOf(key)),
          () => memoryFiles.set(key, value),
          true,
        );
      },
      async delete(key) {
        await run(
          'readwrite',
          (store) => store.delete(blobNameOf(key)),
          () => memoryFiles.delete(key),
        );
      },
    },
  };
}

function openDatabase(): Promise<IDBDatabase> {
  const request = indexedDB.open(DATABASE, 1);
  request.onupgradeneeded = () => request.result.createObjectStore(TABLE);
  return settled(request);
}

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('IndexedDB failed'));
  });
}
