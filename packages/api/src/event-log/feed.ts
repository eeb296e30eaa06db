import type { Db } from '../db/database.ts';
import { BEGINNING, placeOf, proves, type Place } from './cursor.ts';
import type { StreamKind, StreamRef } from './event-bodies.ts';
import { readEventsTogether, type Head, type StoredEvent } from './read-events.ts';

/** What a reader gets at once; also what one look at the database brings. */
export const PAGE = 200;
/** Live events kept for all readers of a stream, so that one look serves those who come back; up to 24 kB each. */
const RING = 32;

const CHANGES = new Set<string>(['message.edited', 'message.deleted']);

/** The events after a reader's place; `lost`: the log does not hold the event that he stands at (EL4). */
export type Look<K extends StreamKind> = StoredEvent<K>[] | 'lost';

/** A reader at the head, to whom news is handed as it comes. */
export interface LiveReader<K extends StreamKind> {
  at: Place;
  /** False: it takes no more now. */
  deliver(event: StoredEvent<K>): boolean;
  /** It is not live any more, and reads on from `at` by itself. */
  resume(): void;
}

/**
 * One stream in this process: the newest events, and who waits for more. Hints wake it; the database is the
 * truth, so a hint that is lost, doubled, late or made up costs a look and nothing else (EL5). Each look also
 * brings the event that the reader stands at: a log that lost its tail in a failover is found out at once.
 */
export class Feed<K extends StreamKind> {
  readonly stream: StreamRef<K>;
  readonly #db: Db;
  // Most feeds of a node are quiet and have one reader: a collection that is not in use is not there.
  #waiters: Set<() => void> | null = null;
  readonly #live = new Set<LiveReader<K>>();
  /** Gapless; ends with the newest event this process has read. */
  #ring: StoredEvent<K>[] = [];
  #looks: Map<string, Promise<Look<K>>> | null = null;
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

  /**
   * An event that this process has stored. The append saw which event it follows: where that is the newest one here,
   * it is as good as a look; anything else is a hint.
   */
  committed(event: StoredEvent<K>, follows: string | null): void {
    const newest = this.#ring.at(-1);
    const continues = newest === undefined ? event.seq === 1 : event.seq === newest.seq + 1 && newest.id === follows;
    if (continues) {
      this.#ring.push(event);
      if (this.#ring.length > RING) this.#ring.shift();
      this.#advance();
      this.#outdate();
    }
    this.hint(event.seq);
  }

  /** The newest event that is kept here; 0 when none is. */
  get newest(): number {
    return this.#ring.at(-1)?.seq ?? 0;
  }

  /**
   * The stream as a sweep has seen it, and how far it had come here when the sweep set out. Shorter than that, or with
   * another event than here: the log has lost its tail. A look tells; if it fails, the next sweep asks again. (On a busy
   * stream the sweep's answer is old when it comes. That alone is no reason to look.)
   */
  swept({ seq, id }: Pick<Head, 'seq' | 'id'>, newestAtStart: number): void {
    const newest = this.#ring.at(-1);
    const here = this.#ring.find((event) => event.seq === seq);
    const isOtherLog = seq < newestAtStart || (here !== undefined && here.id !== id);
    if (newest !== undefined && isOtherLog) this.#look(placeOf(newest)).catch(() => undefined);
    else this.hint(seq);
  }

  /** Resolves when the stream has, or may have, events after `seq`, or when `signal` aborts. */
  changed(seq: number, signal: AbortSignal): Promise<void> {
    if (this.#level > seq || signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const wake = (): void => {
        signal.removeEventListener('abort', wake);
        this.#waiters?.delete(wake);
        resolve();
      };
      (this.#waiters ??= new Set()).add(wake);
      signal.addEventListener('abort', wake, { once: true });
    });
  }

  /**
   * Hands over each event from the reader's place on as it comes, until `deliver` returns false or its place has to be
   * proved anew. False where it does not stand at the head.
   */
  live(reader: LiveReader<K>): boolean {
    const newest = this.#ring.at(-1);
    const isHead = newest === undefined ? reader.at.seq === 0 : proves(reader.at, newest);
    if (!isHead || this.#level > reader.at.seq) return false;
    this.#live.add(reader);
    return true;
  }

  unlive(reader: LiveReader<K>): void {
    this.#live.delete(reader);
  }

  /** The events after `at`, at most a page; none at the head. Readers at the same place share one look. */
  async read(at: Place): Promise<Look<K>> {
    const kept = this.#fromRing(at);
    if (kept !== null) return kept;
    const key = `${at.seq}.${at.proof}`;
    const looking = this.#looks?.get(key);
    if (looking !== undefined) return looking;
    const looks = (this.#looks ??= new Map());
    const look = this.#look(at).finally(() => {
      looks.delete(key);
      if (looks.size === 0 && this.#looks === looks) this.#looks = null;
    });
    looks.set(key, look);
    return look;
  }

  /** Null where the ring cannot vouch for the place, or may be behind. */
  #fromRing(at: Place): StoredEvent<K>[] | null {
    const newest = this.#ring.at(-1)?.seq;
    return at.seq === newest && this.#level > newest ? null : this.#onRing(at);
  }

  #onRing(at: Place): StoredEvent<K>[] | null {
    const first = this.#ring[0]?.seq;
    if (first === undefined) return null;
    const next = at.seq - first + 1;
    if (at.seq === 0 ? next !== 0 : !proves(at, this.#ring[next - 1])) return null;
    return this.#ring.slice(next, next + PAGE);
  }

  async #look(at: Place): Promise<Look<K>> {
    const level = this.#level;
    // At the beginning there is nothing to prove: a row more would be in the ring, and handed to nobody.
    const limit = at.seq > 0 ? PAGE + 1 : PAGE;
    const rows = await readEventsTogether(this.#db, this.stream, at.seq - 1, limit);
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
    this.#ring = [...(continues ? this.#ring.slice(0, -1) : []), ...rows];
    // All that came, before it is cut: who stands at its beginning need not look again.
    this.#advance();
    this.#ring = this.#ring.slice(-RING);
    this.#outdate();
  }

  /** What was said before a message was edited or deleted may be that message: whoever comes later reads it from the log. */
  #outdate(): void {
    const change = this.#ring.findLastIndex(({ body }) => CHANGES.has(body.type));
    if (change > 0) this.#ring = this.#ring.slice(change);
  }

  /** Hands the live readers what the ring has beyond their place; who is not on it any more reads on by himself. */
  #advance(): void {
    let from: Place | null = null;
    let end = BEGINNING;
    let events: StoredEvent<K>[] | null = null;
    for (const reader of this.#live) {
      if (reader.at !== from) {
        from = reader.at;
        events = this.#onRing(from);
        const last = events?.at(-1);
        end = last === undefined ? from : placeOf(last);
      }
      if (events === null) this.#release(reader);
      else this.#hand(reader, events, end);
    }
  }

  #hand(reader: LiveReader<K>, events: StoredEvent<K>[], end: Place): void {
    try {
      for (const event of events) {
        if (!reader.deliver(event)) return this.#release(reader);
        // One object for all who stand here; a place of his own only for who leaves in between.
        reader.at = event.seq === end.seq ? end : placeOf(event);
      }
    } catch {
      // It will happen to him again when he reads on by himself, and is told to his caller there: to the others here,
      // and to whoever has just appended, it must not happen at all.
      this.#release(reader);
    }
  }

  /** One look for all live readers; if it fails, or finds the log changed, each goes his own way. */
  #pull(): void {
    const newest = this.#ring.at(-1);
    this.read(newest === undefined ? BEGINNING : placeOf(newest)).then(
      (look) => {
        if (look === 'lost') this.#releaseAll();
        else if (this.#live.size > 0 && this.#level > this.newest) this.#pull();
      },
      () => this.#releaseAll(),
    );
  }

  #release(reader: LiveReader<K>): void {
    if (this.#live.delete(reader)) reader.resume();
  }

  #releaseAll(): void {
    for (const reader of this.#live) this.#release(reader);
  }

  /** What is remembered is not the log's history any more; every reader must prove his place again. */
  #forget(): void {
    this.#ring = [];
    this.#level = 0;
    // A look that is under way may be older than what was hinted, and that is forgotten now.
    this.#looks = null;
    this.#releaseAll();
    this.#wake();
  }

  #wake(): void {
    const waiters = this.#waiters;
    this.#waiters = null;
    for (const wake of waiters ?? []) wake();
    if (this.#live.size > 0 && this.#level > this.newest) this.#pull();
  }
}
