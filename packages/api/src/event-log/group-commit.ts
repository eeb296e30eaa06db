import { isTransient, isUniqueViolation } from '../db/database-errors.ts';
import type { Db } from '../db/database.ts';
import { appendEach, MissingStream, type AppendItem, type Appended, type Committed } from './append-events.ts';

/** Two statements under way beat one; four were no faster (measured), and leave fewer connections to others. */
const LANES = 2;
/** Past this a larger statement gains nothing. */
const MAX_BATCH = 128;
/** A client id that keeps colliding means that someone else keeps appending it; the next look finds it. */
const MAX_COLLISIONS = 5;

interface Waiting {
  item: AppendItem;
  outcome: PromiseWithResolvers<Appended>;
}

/**
 * Appends that arrive while a statement is in flight go together in the next one, and each is answered on its
 * own. Alone, an append goes at once: waiting for company would cost latency and win nothing.
 */
export class GroupCommit {
  readonly #db: Db;
  readonly #onCommitted: (committed: Committed, item: AppendItem) => void;
  readonly #queue: Waiting[] = [];
  #busy = 0;

  constructor(db: Db, onCommitted: (committed: Committed, item: AppendItem) => void) {
    this.#db = db;
    this.#onCommitted = onCommitted;
  }

  /** Resolves after the commit (EL1). */
  append(item: AppendItem): Promise<Appended> {
    const outcome = Promise.withResolvers<Appended>();
    this.#queue.push({ item, outcome });
    if (this.#busy < LANES) void this.#run();
    return outcome.promise;
  }

  async #run(): Promise<void> {
    this.#busy += 1;
    for (let batch = this.#take(); batch.length > 0; batch = this.#take()) await this.#commit(batch);
    this.#busy -= 1;
  }

  #take(): Waiting[] {
    return this.#queue.splice(0, MAX_BATCH);
  }

  async #commit(batch: Waiting[], collisions = 0): Promise<void> {
    let results: (Committed | null)[];
    try {
      results = await appendEach(
        this.#db,
        batch.map(({ item }) => item),
      );
    } catch (cause) {
      return this.#refused(batch, cause, collisions);
    }
    for (const [index, { item, outcome }] of batch.entries()) {
      const appended = results[index] ?? null;
      if (appended === null) outcome.reject(new MissingStream(item.stream.id));
      else {
        if (!appended.duplicate) this.#onCommitted(appended, item);
        outcome.resolve(appended);
      }
    }
  }

  /** Nothing of the batch is stored, or, when the connection was lost, nobody knows: client ids make the next try harmless. */
  async #refused(batch: Waiting[], cause: unknown, collisions: number): Promise<void> {
    if (isUniqueViolation(cause, 'event_client_id') && collisions < MAX_COLLISIONS) {
      return this.#commit(batch, collisions + 1);
    }
    if (batch.length === 1 || isTransient(cause)) {
      for (const { outcome } of batch) outcome.reject(cause);
      return;
    }
    // One item may have spoilt the statement for all: each gets its own, and its own answer.
    for (const waiting of batch) await this.#commit([waiting]);
  }
}
