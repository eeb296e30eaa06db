import type { Db } from '../db/database.ts';
import type { StreamKind, StreamRef } from './event-bodies.ts';
import { readEvents, type StoredEvent } from './read-events.ts';

/** What a reader gets at once; also what one look at the database brings. */
export const PAGE = 200;
/** Live events kept for all readers of a stream, so that one look serves them all. */
const RING = 256;

/**
 * One stream in this process: the newest events, and who waits for more. Hints wake it; the database is the
 * truth, so a hint that is lost, doubled or late costs time and nothing else (EL5).
 */
export class Feed<K extends StreamKind> {
  readonly stream: StreamRef<K>;
  readonly #db: Db;
  readonly #waiters = new Set<() => void>();
  /** Gapless; ends with the newest event this process has read live. */
  #ring: StoredEvent<K>[] = [];
  readonly #looks = new Map<number, Promise<StoredEvent<K>[]>>();
  #hinted = 0;
  readers = 0;

  constructor(db: Db, stream: StreamRef<K>) {
    this.#db = db;
    this.stream = stream;
  }

  /** The stream has reached `seq`. */
  hint(seq: number): void {
    if (seq <= this.#hinted) return;
    this.#hinted = seq;
    for (const wake of this.#waiters) wake();
    this.#waiters.clear();
  }

  /** Resolves when the stream has, or may have, events after `seq`, or when `signal` aborts. */
  changed(seq: number, signal: AbortSignal): Promise<void> {
    if (this.#hinted > seq || signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const wake = (): void => {
        signal.removeEventListener('abort', wake);
        this.#waiters.delete(wake);
        resolve();
      };
      this.#waiters.add(wake);
      signal.addEventListener('abort', wake, { once: true });
    });
  }

  /** The events after `seq`, at most a page; empty at the head. Readers at the same place share one look. */
  async read(seq: number): Promise<StoredEvent<K>[]> {
    const kept = this.#fromRing(seq);
    if (kept !== null) return kept;
    const looking = this.#looks.get(seq);
    if (looking !== undefined) return looking;
    const look = this.#look(seq).finally(() => this.#looks.delete(seq));
    this.#looks.set(seq, look);
    return look;
  }

  #fromRing(seq: number): StoredEvent<K>[] | null {
    const first = this.#ring[0]?.seq;
    const last = this.#ring.at(-1)?.seq;
    if (first === undefined || last === undefined || seq < first - 1 || seq > last) return null;
    if (seq === last) return this.#hinted <= last ? [] : null;
    return this.#ring.slice(seq - first + 1, seq - first + 1 + PAGE);
  }

  async #look(seq: number): Promise<StoredEvent<K>[]> {
    const events = await readEvents(this.#db, this.stream, seq, PAGE);
    const end = events.at(-1)?.seq;
    const last = this.#ring.at(-1)?.seq ?? 0;
    if (end !== undefined && end > last) {
      // Either the ring's continuation, or a later page that takes its place: the ring has no holes.
      this.#ring = last === seq ? [...this.#ring, ...events].slice(-RING) : events;
      this.#hinted = Math.max(this.#hinted, end);
    }
    return events;
  }
}
