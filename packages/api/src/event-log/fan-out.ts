import type { Logger } from 'pino';
import { LIMITS } from '../contract/wire.ts';
import type { Db } from '../db/database.ts';
import type { AppendItem, Committed } from './append-events.ts';
import type { StreamKind, StreamRef } from './event-bodies.ts';
import { Feed } from './feed.ts';
import { readHeads } from './read-events.ts';

/**
 * Wakes the readers of this process. Each stream is read once per process and news, however many read it; a
 * sweep looks at all of them in one statement, so that a dead bus means late, never wrong (EL5).
 */
export class FanOut {
  readonly #db: Db;
  readonly #log: Logger;
  /** Typed per stream kind where it is handed out; the map itself only wakes. */
  readonly #feeds = new Map<number, Feed<StreamKind>>();
  readonly #timer: NodeJS.Timeout;
  #sweeping = false;

  constructor(db: Db, log: Logger) {
    this.#db = db;
    this.#log = log;
    this.#timer = setInterval(() => void this.sweep(), LIMITS.sweepMs);
  }

  /** Registers a reader; `release` when it goes. Register first, read afterwards: then no event falls between. */
  join<K extends StreamKind>(stream: StreamRef<K>): { feed: Feed<K>; release: () => void } {
    const found = this.#feeds.get(stream.id);
    const feed = found !== undefined && isFeedOf(found, stream) ? found : new Feed(this.#db, stream);
    if (found !== feed) this.#feeds.set(stream.id, feed);
    feed.readers += 1;
    return {
      feed,
      release: () => {
        feed.readers -= 1;
        if (feed.readers === 0 && this.#feeds.get(stream.id) === feed) this.#feeds.delete(stream.id);
      },
    };
  }

  /** This process has appended: its readers need not look for what is in its hands. */
  committed({ stream, actor, body }: AppendItem, { seq, eventId, at, follows }: Committed): void {
    this.#feeds.get(stream.id)?.committed({ seq, id: eventId, at, actor, body }, follows);
  }

  hint(streamId: number, seq: number): void {
    this.#feeds.get(streamId)?.hint(seq);
  }

  /** Looks how far all streams with readers have come. */
  async sweep(): Promise<void> {
    if (this.#sweeping || this.#feeds.size === 0) return;
    this.#sweeping = true;
    try {
      const unseen = new Map([...this.#feeds].map(([id, { newest }]) => [id, newest]));
      for (const head of await readHeads(this.#db, [...unseen.keys()])) {
        this.#feeds.get(head.streamId)?.swept(head, unseen.get(head.streamId) ?? 0);
        unseen.delete(head.streamId);
      }
      // A failover may lose a stream as a whole: whoever still reads it must learn of it (EL4).
      for (const [id, before] of unseen) this.#feeds.get(id)?.swept({ seq: 0, id: null }, before);
    } catch (cause) {
      this.#log.warn({ err: cause }, 'sweep failed; the next one follows');
    } finally {
      this.#sweeping = false;
    }
  }

  /** Streams with readers, for metrics and leak tests. */
  get size(): number {
    return this.#feeds.size;
  }

  close(): void {
    clearInterval(this.#timer);
  }
}

/** A stream never changes its kind, so the same id is the same kind. */
function isFeedOf<K extends StreamKind>(
  feed: Feed<StreamKind>,
  stream: StreamRef<K>,
): feed is Feed<StreamKind> & Feed<K> {
  return feed.stream.kind === stream.kind;
}
