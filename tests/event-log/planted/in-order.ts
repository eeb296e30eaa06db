import { tracked, type TrackedEnvelope } from '@trpc/server';
import type { ResetEvent } from '../../../packages/api/src/contract/events.ts';
import { CURSOR_NOW } from '../../../packages/api/src/contract/wire.ts';
import type { Db } from '../../../packages/api/src/db/database.ts';
import { cursorOf, parseCursor } from '../../../packages/api/src/event-log/cursor.ts';
import type { StreamKind } from '../../../packages/api/src/event-log/event-bodies.ts';
import { readEvents } from '../../../packages/api/src/event-log/read-events.ts';
import type { Subscription } from '../../../packages/api/src/event-log/subscriber.ts';

/** A plain loop over the log that believes every cursor; the planted bugs differ in how it waits. */
export async function* inOrder<K extends StreamKind, Out>(
  db: Db,
  { stream, lastEventId, signal, present }: Subscription<K, Out>,
  news: (at: number) => Promise<void>,
): AsyncGenerator<TrackedEnvelope<Out | ResetEvent>, void, undefined> {
  const start = parseCursor(lastEventId);
  let at = start === CURSOR_NOW ? 0 : start.seq;
  while (!signal.aborted) {
    const events = await readEvents(db, stream, at, 100);
    for (const { seq, id, event } of await present(events)) yield tracked(cursorOf({ seq, id }), event);
    if (events.length === 0) await news(at);
    at = events.at(-1)?.seq ?? at;
  }
}
