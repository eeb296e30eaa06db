import type { Db } from '../db/database.ts';
import { proves, type Place } from './cursor.ts';
import type { StreamKind, StreamRef } from './event-bodies.ts';
import { readEvents, type Head, type StoredEvent } from './read-events.ts';

/** What a reader gets at once; also what one look at the database brings. */
export const PAGE = 200;
/** Live events kept for all readers of a stream, so that one look serves them all. */
const RING = 256;

/** The events after a reader's place; `lost`: the log does not hold the event that he stands at (EL4). */
export type Look<K extends StreamKind> = StoredEvent<K>[] | 'lost';

/**
 * One stream in this process: the newest events, and who waits for more. Hints wake it; the database is the
 * truth, so a hint that is lost, doubled, late or made up costs a look and nothing else (EL5). Each look also
 * brings the event that the reader stands at: a log that lost its tail in a failover is found out at once.
 */
export class Feed<K extends StreamKind> {
  readonly stream: StreamRef<K>;
  readonly #db: Db;
  readonly #waiters = new Set<() => void>();
  /** Gapless; ends with the newest event this process has read. */
  #ring: StoredEvent<K>[] = [];
  readonly #looks = new Map<string, Promise<Look<K>>>();
  /** As far as the stream is known, or said, to have come. */
  #level = 0;
  readers = 0;

  constructor(db: Db, stream: StreamRef<K>) {
    this.#db = db;
    this.stream = stream;
  }

  /** Somebody says that the stream has reached `seq`. */
  hint(seq: number): void {
    if (seq <= this.#level) return;
    this.#level = seq;
    this.#wake();
  }

  /** The stream as a sweep has seen it. */
  swept({ seq, id }: Head): void {
    const newest = this.#ring.at(-1);
    if (newest !== undefined && (seq < newest.seq || (seq === newest.seq && id !== newest.id))) this.#forget();
    else this.hint(seq);
  }

  /** Resolves when the stream has, or may have, events after `seq`, or when `signal` aborts. */
  changed(seq: number, signal: AbortSignal): Promise<void> {
    if (this.#level > seq || signal.aborted) return Promise.resolve();
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

  /** The events after `at`, at most a page; none at the head. Readers at the same place share one look. */
  async read(at: Place): Promise<Look<K>> {
    const kept = this.#fromRing(at);
    if (kept !== null) return kept;
    const key = `${at.seq}.${at.proof}`;
    const looking = this.#looks.get(key);
    if (looking !== undefined) return looking;
    const look = this.#look(at).finally(() => this.#looks.delete(key));
    this.#looks.set(key, look);
    return look;
  }

  /** Null where the ring cannot vouch for the place, or may be behind. */
  #fromRing(at: Place): StoredEvent<K>[] | null {
    const first = this.#ring[0]?.seq;
    const newest = this.#ring.at(-1)?.seq;
    if (first === undefined || newest === undefined) return null;
    const next = at.seq - first + 1;
    if (at.seq === 0 ? next !== 0 : !proves(at, this.#ring[next - 1])) return null;
    if (at.seq === newest) return this.#level <= newest ? [] : null;
    return this.#ring.slice(next, next + PAGE);
  }

  async #look(at: Place): Promise<Look<K>> {
    const level = this.#level;
    const rows = await readEvents(this.#db, this.stream, at.seq - 1, PAGE + 1);
    if (at.seq > 0 && !proves(at, rows[0])) {
      if (
        proves(
          at,
          this.#ring.find(({ seq }) => seq === at.seq),
        )
      )
        this.#forget();
      return 'lost';
    }
    const events = at.seq > 0 ? rows.slice(1) : rows;
    const end = rows.at(-1)?.seq ?? 0;
    this.#keep(at, rows);
    // A page that is not full ends where the stream ends: what was said before the look is settled by it.
    const known = this.#level;
    this.#level = events.length < PAGE && known === level ? end : Math.max(known, end);
    // Whoever waits at the old head must learn of it here: the hint that is still to come will say nothing new.
    if (this.#level > known) this.#wake();
    return events;
  }

  /** The ring's continuation, or a later page that takes its place: the ring has no holes. */
  #keep(at: Place, rows: StoredEvent<K>[]): void {
    const newest = this.#ring.at(-1);
    if ((rows.at(-1)?.seq ?? 0) <= (newest?.seq ?? 0)) return;
    const continues = newest !== undefined && proves(at, newest);
    this.#ring = [...(continues ? this.#ring.slice(0, -1) : []), ...rows].slice(-RING);
  }

  /** What is remembered is not the log's history any more; every reader must prove his place again. */
  #forget(): void {
    this.#ring = [];
    this.#level = 0;
    this.#wake();
  }

  #wake(): void {
    const waiters = [...this.#waiters];
    for (const wake of waiters) wake();
  }
}
