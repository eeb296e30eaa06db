import { tracked, type TrackedEnvelope } from '@trpc/server';
import type { Logger } from 'pino';
import type { ResetEvent } from '../contract/events.ts';
import type { Db } from '../db/database.ts';
import { cursorOf, parseCursor, proves } from './cursor.ts';
import type { StreamKind, StreamRef } from './event-bodies.ts';
import type { FanOut } from './fan-out.ts';
import type { Feed } from './feed.ts';
import { readEventAt, readHead, type StoredEvent } from './read-events.ts';

export interface Subscription<K extends StreamKind, Out> {
  stream: StreamRef<K>;
  lastEventId: string | null | undefined;
  signal: AbortSignal;
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

/** The cursor of a fresh reading: no event has seq 0. */
const RESET_CURSOR = '0.00000000';
const RETRY_MS = 500;

/**
 * Catch-up and live in one loop over the log: register, check the cursor, then read, send, wait, read. It ends
 * by its signal alone; a database that fails is asked again, because an error would end the subscription for
 * good on the client. Every value is tracked: an untracked one would erase the client's cursor.
 */
export async function* follow<K extends StreamKind, Out>(
  { db, fanOut, log }: { db: Db; fanOut: FanOut; log: Logger },
  { stream, lastEventId, signal, writable, present }: Subscription<K, Out>,
): AsyncGenerator<TrackedEnvelope<Out | ResetEvent>, void, undefined> {
  const { feed, release } = fanOut.join(stream);
  try {
    const start = await persist(log, signal, () => startOf(db, stream.id, lastEventId));
    if (start === null) return;
    if (start.reset) yield tracked(RESET_CURSOR, { type: 'reset', seq: 0 } as const);
    let at = start.seq;
    while (!signal.aborted) {
      const page = await persist(log, signal, () => nextPage(feed, at, present));
      if (page === null) return;
      if (page.upTo === at) await feed.changed(at, signal);
      for (const { seq, id, event } of page.outgoing) {
        await writable();
        if (signal.aborted) return;
        yield tracked(cursorOf({ seq, id }), event);
      }
      at = page.upTo;
    }
  } finally {
    release();
  }
}

async function nextPage<K extends StreamKind, Out>(
  feed: Feed<K>,
  at: number,
  present: Subscription<K, Out>['present'],
): Promise<{ outgoing: Outgoing<Out>[]; upTo: number }> {
  const events = await feed.read(at);
  return { outgoing: events.length === 0 ? [] : await present(events), upTo: events.at(-1)?.seq ?? at };
}

async function startOf(
  db: Db,
  streamId: number,
  lastEventId: string | null | undefined,
): Promise<{ seq: number; reset: boolean }> {
  const start = parseCursor(lastEventId);
  if (start.from === 'beginning') return { seq: 0, reset: false };
  if (start.from === 'now') return { seq: (await readHead(db, streamId))?.seq ?? 0, reset: false };
  if (start.seq === 0) return { seq: 0, reset: false };
  const proven = proves(start, await readEventAt(db, streamId, start.seq));
  return proven ? { seq: start.seq, reset: false } : { seq: 0, reset: true };
}

/** Tries until it works; null when the reader has gone. */
async function persist<T>(log: Logger, signal: AbortSignal, read: () => Promise<T>): Promise<T | null> {
  while (!signal.aborted) {
    try {
      return await read();
    } catch (cause) {
      log.warn({ err: cause }, 'reading the log failed; trying again');
      await pause(RETRY_MS * (0.5 + Math.random()), signal);
    }
  }
  return null;
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
