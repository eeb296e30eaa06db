import type { Logger } from 'pino';
import type { Db } from '../db/database.ts';
import { BEGINNING, placeOf, type Place } from './cursor.ts';
import type { StreamKind, StreamRef } from './event-bodies.ts';
import type { FanOut } from './fan-out.ts';
import type { Feed, LiveReader } from './feed.ts';
import { frameOf, resetFrame, type Dated, type DirectCall } from './live-frames.ts';
import type { StoredEvent } from './read-events.ts';
import { persist, startOf } from './subscriber.ts';

interface DirectSubscription<K extends StreamKind, Out extends Dated> {
  stream: StreamRef<K>;
  lastEventId: string | null | undefined;
  open?: (() => () => void) | undefined;
  writable: () => Promise<void>;
  call: DirectCall;
  present: (event: StoredEvent<K>) => Out;
}

/**
 * `follow` for sockets: the same loop over the log, but events go to the socket as ready frames, and at the head the
 * feed hands them over as they come.
 *
 *   look ─ events ─► written, under the gate ─► look …      look ─ none ─► live: handed over ─ too slow, unsure ─► look
 *
 * To walk tRPC's iterator and its encoder for each delivery takes ten times as long, and to keep that iterator waiting
 * costs 10 kB for each quiet subscription. So the call is taken from the adapter when it has begun (`take`), and
 * nothing but this object waits.
 */
export class DirectReader<K extends StreamKind, Out extends Dated> implements LiveReader<K> {
  readonly #db: Db;
  readonly #log: Logger;
  readonly #subscription: DirectSubscription<K, Out>;
  readonly #feed: Feed<K>;
  readonly #release: () => void;
  #close: (() => void) | undefined;
  #place: Place | null = null;
  /** While it reads by itself; nothing at the head. */
  #reading: AbortController | null = null;
  #isOver = false;

  constructor({ db, fanOut, log }: { db: Db; fanOut: FanOut; log: Logger }, subscription: DirectSubscription<K, Out>) {
    this.#db = db;
    this.#log = log;
    this.#subscription = subscription;
    const { feed, release } = fanOut.join(subscription.stream);
    this.#feed = feed;
    this.#release = release;
  }

  start(): void {
    const { call, open } = this.#subscription;
    this.#close = open?.();
    call.take(() => this.#end());
    this.resume();
  }

  get at(): Place {
    return this.#place ?? BEGINNING;
  }
  set at(place: Place) {
    this.#place = place;
  }

  deliver(event: StoredEvent<K>): boolean {
    const { call, present } = this.#subscription;
    return call.write(frameOf(event, call.id, present));
  }

  /** Reads on by itself, until it stands at the head. */
  resume(): void {
    if (this.#isOver) return;
    const reading = new AbortController();
    this.#reading = reading;
    this.#read(reading.signal)
      .catch((cause: unknown) => {
        this.#log.error({ err: cause }, 'reading a stream failed');
        this.#subscription.call.fail();
        this.#end();
      })
      .finally(() => {
        if (this.#reading === reading) this.#reading = null;
      });
  }

  async #read(signal: AbortSignal): Promise<void> {
    const { stream, lastEventId } = this.#subscription;
    this.#place ??= await persist(this.#log, signal, () => startOf(this.#db, stream.id, lastEventId));
    while (!signal.aborted) {
      const place = this.at;
      const look = await persist(this.#log, signal, () => this.#feed.read(place));
      if (look === null || signal.aborted) return;
      if (look === 'lost') {
        await this.#write(() => this.#subscription.call.write(resetFrame(this.#subscription.call.id)), signal);
        this.#place = BEGINNING;
        continue;
      }
      for (const event of look) {
        await this.#write(() => this.deliver(event), signal);
        if (signal.aborted) return;
        this.#place = placeOf(event);
      }
      if (look.length > 0) continue;
      if (this.#feed.live(this)) return;
      await this.#feed.changed(place.seq, signal);
    }
  }

  async #write(write: () => boolean, signal: AbortSignal): Promise<void> {
    while (!signal.aborted && !write()) await this.#subscription.writable();
  }

  #end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#reading?.abort();
    this.#feed.unlive(this);
    this.#release();
    this.#close?.();
  }
}
