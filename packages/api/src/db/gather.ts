import type { Db } from './database.ts';

/** Two statements under way beat one; more would leave fewer connections to others. */
const LANES = 2;
/** Rows of one each: a statement must not bring more than a moment's work. */
const MAX_BATCH = 64;

interface Waiting<K, V> {
  key: K;
  found: PromiseWithResolvers<V>;
}

interface Queue<K, V> {
  waiting: Waiting<K, V>[];
  busy: number;
  /** It will be, at the end of this turn. */
  starting: boolean;
}

/**
 * Makes a look-up of many out of look-ups of one: those that come in one turn of the loop, or while a statement is
 * under way, go together in the next. Nothing is remembered, so nothing can be stale; a statement that fails fails for all
 * that are in it. `load` answers in the order of its keys.
 */
export function gather<K, V>(
  load: (db: Db, keys: readonly K[]) => Promise<V[]>,
  maxBatch = MAX_BATCH,
): (db: Db, key: K) => Promise<V> {
  const queues = new WeakMap<Db, Queue<K, V>>();

  function start(db: Db, queue: Queue<K, V>): void {
    while (queue.busy < LANES && queue.waiting.length > 0) void run(db, queue, queue.waiting.splice(0, maxBatch));
  }

  async function run(db: Db, queue: Queue<K, V>, batch: Waiting<K, V>[]): Promise<void> {
    queue.busy += 1;
    try {
      const values = await load(
        db,
        batch.map(({ key }) => key),
      );
      for (const [index, value] of values.entries()) batch[index]?.found.resolve(value);
    } catch (cause) {
      for (const { found } of batch) found.reject(cause);
    }
    queue.busy -= 1;
    start(db, queue);
  }

  return (db, key) => {
    const found = Promise.withResolvers<V>();
    const queue = queues.get(db) ?? { waiting: [], busy: 0, starting: false };
    queues.set(db, queue);
    queue.waiting.push({ key, found });
    if (queue.busy < LANES && !queue.starting) {
      queue.starting = true;
      setImmediate(() => {
        queue.starting = false;
        start(db, queue);
      });
    }
    return found.promise;
  };
}
