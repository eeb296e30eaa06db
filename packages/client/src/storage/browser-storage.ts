import type { KeyValueStore } from '../types.ts';
import { memoryStorage } from './memory-storage.ts';

const DATABASE = 'parley';
const TABLE = 'values';

type Kept<T> = {
  get(key: string): Promise<T | null>;
  set(key: string, value: T): Promise<void>;
  delete(key: string): Promise<void>;
};

/**
 * IndexedDB, under keys that begin with `prefix`. Where it does not work (private windows, blocked third-party
 * storage, a full disk) everything is kept in memory instead: the chat goes on, only a reload forgets.
 */
export function browserStorage(prefix: string): KeyValueStore {
  const memory = memoryStorage();
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

  /** One kind of value in the table, under names of its own. */
  function kept<T>(
    nameOf: (key: string) => string,
    isKept: (value: unknown) => value is T,
    spare: Kept<T>,
    mayNotFit: boolean,
  ): Kept<T> {
    return {
      async get(key) {
        const value = await run(
          'readonly',
          (store) => store.get(nameOf(key)),
          () => spare.get(key),
        );
        return isKept(value) ? value : spare.get(key);
      },
      async set(key, value) {
        await run(
          'readwrite',
          (store) => store.put(value, nameOf(key)),
          () => spare.set(key, value),
          mayNotFit,
        );
      },
      async delete(key) {
        await spare.delete(key);
        await run(
          'readwrite',
          (store) => store.delete(nameOf(key)),
          () => spare.delete(key),
        );
      },
    };
  }

  const nameOf = (key: string) => `${prefix}:${key}`;
  const range = () => IDBKeyRange.bound(nameOf(''), nameOf('\uffff'));
  return {
    ...kept(nameOf, (value) => typeof value === 'string', memory, false),
    async keys() {
      const stored = async () => (await memory.keys()).map(nameOf);
      const keys = await run('readonly', (store) => store.getAllKeys(range()), stored);
      return Array.isArray(keys) ? keys.map((key) => String(key).slice(prefix.length + 1)) : [];
    },
    // Beside the values, whose keys they do not show up among.
    blobs: kept(
      (key) => `${prefix}/blob:${key}`,
      (value) => value instanceof Blob,
      memory.blobs,
      true,
    ),
  };
}

/** Async for what it throws as well: where storage is refused, `open` or `indexedDB` itself does so at once. */
async function openDatabase(): Promise<IDBDatabase> {
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
