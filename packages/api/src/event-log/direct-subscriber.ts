import { tracked, type TrackedEnvelope } from '@trpc/server';
import type { Logger } from 'pino';
import type { ResetEvent } from '../contract/events.ts';
import type { Db } from '../db/database.ts';
import { BEGINNING, placeOf, type Place } from './cursor.ts';
import type { StreamKind, StreamRef } from './event-bodies.ts';
import type { FanOut } from './fan-out.ts';
import { frameOf, type Dated, type DirectCall } from './live-frames.ts';
import type { StoredEvent } from './read-events.ts';
import { persist, RESET_CURSOR, startOf } from './subscriber.ts';

interface DirectSubscription<K extends StreamKind, Out extends Dated> {
  stream: StreamRef<K>;
  lastEventId: string | null | undefined;
  signal: AbortSignal;
  open?: (() => () => void) | undefined;
  writable: () => Promise<void>;
  call: DirectCall;
  present: (event: StoredEvent<K>) => Out;
}

/**
 * `follow` for sockets: the same loop over the log, but events go to the socket as ready frames, and at the head the
 * feed hands them over as they come. To walk tRPC's iterator and its encoder for each delivery takes ten times as long.
 *
 *   look ─ events ─► written, under the gate ─► look …      look ─ none ─► live: handed over ─ too slow, unsure ─► look
 *
 * Only `reset` is yielded. Nothing can overtake: the adapter has sent what was yielded before it asks for more.
 */
export async function* followDirectly<K extends StreamKind, Out extends Dated>(
  { db, fanOut, log }: { db: Db; fanOut: FanOut; log: Logger },
  { stream, lastEventId, signal, open, writable, call, present }: DirectSubscription<K, Out>,
): AsyncGenerator<TrackedEnvelope<Out | ResetEvent>, void, undefined> {
  const { feed, release } = fanOut.join(stream);
  const close = open?.();
  const deliver = (event: StoredEvent<K>): boolean => call.write(frameOf(event, call.id, present));
  try {
    let at: Place | null = await persist(log, signal, () => startOf(db, stream.id, lastEventId));
    while (at !== null && !signal.aborted) {
      const place: Place = at;
      const look = await persist(log, signal, () => feed.read(place));
      // After `stopped` no frame may follow.
      if (look === null || signal.aborted) return;
      if (look === 'lost') {
        yield tracked(RESET_CURSOR, { type: 'reset', seq: 0 } as const);
        at = BEGINNING;
        continue;
      }
      for (const event of look) {
        while (!deliver(event)) {
          await writable();
          if (signal.aborted) return;
        }
        at = placeOf(event);
      }
      if (look.length > 0) continue;
      const live = feed.live(place, deliver, signal);
      if (live === null) await feed.changed(place.seq, signal);
      else at = await live;
    }
  } finally {
    release();
    close?.();
  }
}
