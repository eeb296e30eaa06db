import { isTransient, isUniqueViolation } from '../db/database-errors.ts';
import type { Db } from '../db/database.ts';
import { inProjects } from '../db/scope.ts';
import { appendEach, MissingStream, type AppendItem, type Appended, type Committed } from './append-events.ts';

/**
 * Two statements under way beat one: one executes while the other waits for the disk. Four were no faster (measured).
 * The second begins even for a single event: the first may wait for a lock that somebody slow holds.
 */
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
 * Appends that arrive in one turn of the loop, or while a statement is in flight, go together, and each is answered on
 * its own. A timer would cost the lonely ones latency; the end of the turn costs nothing.
 *
 * Two statements at a time never hold the same stream: the second would wait for the first one's commit on a row lock,
 * with its connection, and look at the rows once more (a third of the throughput, measured). All that leaves a pointer
 * in the same inbox shares that stream, so it is one queue.
 */
export class GroupCommit {
  readonly #db: Db;
  readonly #onCommitted: (committed: Committed, item: AppendItem) => void;
  /** By the stream that they share; who has waited longest first. */
  readonly #queues = new Map<number, Waiting[]>();
  readonly #inFlight = new Set<number>();
  #busy = 0;
  #starting = false;

  constructor(db: Db, onCommitted: (committed: Committed, item: AppendItem) => void) {
    this.#db = db;
    this.#onCommitted = onCommitted;
  }

  /** Resolves after the commit (EL1). */
  append(item: AppendItem): Promise<Appended> {
    const outcome = Promise.withResolvers<Appended>();
    const shared = item.inbox?.streamId ?? item.stream.id;
    const queue = this.#queues.get(shared);
    if (queue === undefined) this.#queues.set(shared, [{ item, outcome }]);
    else queue.push({ item, outcome });
    if (this.#busy < LANES && !this.#inFlight.has(shared) && !this.#starting) {
      this.#starting = true;
      setImmediate(() => {
        this.#starting = false;
        this.#start();
      });
    }
    return outcome.promise;
  }

  #start(): void {
    while (this.#busy < LANES) {
      const taken = this.#take();
      if (taken.size === 0) return;
      void this.#run(taken);
    }
  }

  async #run(taken: Map<number, Waiting[]>): Promise<void> {
    this.#busy += 1;
    for (const shared of taken.keys()) this.#inFlight.add(shared);
    const tell = await this.#store([...taken.values()].flat()).finally(() => {
      for (const shared of taken.keys()) this.#inFlight.delete(shared);
      this.#busy -= 1;
    });
    // Postgres has the next batch before this one's answers and deliveries take the processor.
    this.#start();
    tell();
  }

  /** Of every queue of which nothing is in flight, as much as goes into one statement. */
  #take(): Map<number, Waiting[]> {
    const taken = new Map<number, Waiting[]>();
    let room = MAX_BATCH;
    for (const [shared, queue] of this.#queues) {
      if (room === 0) break;
      if (this.#inFlight.has(shared)) continue;
      const batch = queue.splice(0, room);
      room -= batch.length;
      taken.set(shared, batch);
      // What is left goes behind the others.
      this.#queues.delete(shared);
      if (queue.length > 0) this.#queues.set(shared, queue);
    }
    return taken;
  }

  /** @returns what tells each how it went. */
  async #store(batch: Waiting[], collisions = 0): Promise<() => void> {
    try {
      const results = await appendEach(
        inProjects(
          this.#db,
          batch.flatMap(({ item }) => item.inbox?.projectId ?? []),
        ),
        batch.map(({ item }) => item),
      );
      return () => batch.forEach((waiting, index) => this.#tell(waiting, results[index] ?? null));
    } catch (cause) {
      return this.#refused(batch, cause, collisions);
    }
  }

  #tell({ item, outcome }: Waiting, appended: Committed | null): void {
    if (appended === null) return outcome.reject(new MissingStream(item.stream.id));
    if (!appended.duplicate) this.#onCommitted(appended, item);
    outcome.resolve(appended);
  }

  /** Nothing of the batch is stored, or, when the connection was lost, nobody knows: client ids make the next try harmless. */
  async #refused(batch: Waiting[], cause: unknown, collisions: number): Promise<() => void> {
    if (isUniqueViolation(cause, 'event_client_id') && collisions < MAX_COLLISIONS) {
      return this.#store(batch, collisions + 1);
    }
    if (batch.length === 1 || isTransient(cause)) return () => batch.forEach(({ outcome }) => outcome.reject(cause));
    // One item may have spoilt the statement for all: each gets its own, and its own answer.
    for (const waiting of batch) (await this.#store([waiting]))();
    return () => undefined;
  }
}
