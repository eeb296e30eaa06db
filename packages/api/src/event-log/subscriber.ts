import { tracked, type TrackedEnvelope } from '@trpc/server';
import type { Logger } from 'pino';
import type { ResetEvent } from '../contract/events.ts';
import type { Db } from '../db/database.ts';
import { CURSOR_NOW } from '../contract/wire.ts';
import { BEGINNING, cursorOf, parseCursor, placeOf, type Place } from './cursor.ts';
import type { StreamKind, StreamRef } from './event-bodies.ts';
import type { FanOut } from './fan-out.ts';
import type { Feed } from './feed.ts';
import { RESET_CURSOR } from './live-frames.ts';
import { readHead, type StoredEvent } from './read-events.ts';

export interface Subscription<K extends StreamKind, Out> {
  stream: StreamRef<K>;
  lastEventId: string | null | undefined;
  signal: AbortSignal;
  /** Called when the reading begins; what it returns, when it has ended. */
  open?: (() => () => void) | undefined;
  /** Waits while the socket has too much unsent (TR5). */
  writable: () => Promise<void>;
  /** From stored events to what goes out, a page at a time; an event may be left out. */
  present: (events: StoredEvent<K>[]) => Promise<Outgoing<Out>[]> | Outgoing<Out>[];
}
export interface Outgoing<Out> {
  seq: number;
  id: string;
  event: Out;
}

const RETRY_MS = 500;
/** All readers of this process meet the same outage, twice a second each: one of them says so, and again after this long. */
const SAY_EVERY_MS = 10_000;
let saidAt = Number.NEGATIVE_INFINITY;

/**
 * Catch-up and live in one loop over the log: register, read, prove the place, send, wait, read. It ends
 * by its signal alone; a database that fails is asked again, because an error would end the subscription for
 * good on the client. Every value is tracked: an untracked one would erase the client's cursor.
 */
export async function* follow<K extends StreamKind, Out>(
  { db, fanOut, log }: { db: Db; fanOut: FanOut; log: Logger },
  { stream, lastEventId, signal, open, writable, present }: Subscription<K, Out>,
): AsyncGenerator<TrackedEnvelope<Out | ResetEvent>, void, undefined> {
  const { feed, release } = fanOut.join(stream);
  const close = open?.();
  try {
    let at = await persist(log, signal, () => startOf(db, stream.id, lastEventId));
    while (at !== null && !signal.aborted) {
      const place = at;
      const page = await persist(log, signal, () => nextPage(feed, place, present));
      if (page === null) return;
      if (page === 'lost') {
        yield tracked(RESET_CURSOR, { type: 'reset', seq: 0 } as const);
        at = BEGINNING;
        continue;
      }
      if (page.end === place) await feed.changed(place.seq, signal);
      for (const { seq, id, event } of page.outgoing) {
        await writable();
        if (signal.aborted) return;
        yield tracked(cursorOf({ seq, id }), event);
      }
      at = page.end;
    }
  } finally {
    release();
    close?.();
  }
}

async function nextPage<K extends StreamKind, Out>(
  feed: Feed<K>,
  at: Place,
  present: Subscription<K, Out>['present'],
): Promise<{ outgoing: Outgoing<Out>[]; end: Place } | 'lost'> {
  const events = await feed.read(at);
  if (events === 'lost') return 'lost';
  const last = events.at(-1);
  return last === undefined ? { outgoing: [], end: at } : { outgoing: await present(events), end: placeOf(last) };
}

/** A cursor is believed here; the first look proves it. */
export async function startOf(db: Db, streamId: number, lastEventId: string | null | undefined): Promise<Place> {
  const start = parseCursor(lastEventId);
  if (start !== CURSOR_NOW) return start;
  const head = await readHead(db, streamId);
  return head === undefined ? BEGINNING : placeOf(head);
}

/** Tries until it works; null when the reader has gone. */
export async function persist<T>(log: Logger, signal: AbortSignal, read: () => Promise<T>): Promise<T | null> {
  while (!signal.aborted) {
    try {
      return await read();
    } catch (cause) {
      sayFailed(log, cause);
      await pause(RETRY_MS * (0.5 + Math.random()), signal);
    }
  }
  return null;
}

function sayFailed(log: Logger, cause: unknown): void {
  const now = performance.now();
  if (now - saidAt < SAY_EVERY_MS) return;
  saidAt = now;
  log.warn({ err: cause }, 'reading the log failed; all readers try again until it works');
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done, { once: true });
  });
}
