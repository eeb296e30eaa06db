import type { TrackedEnvelope } from '@trpc/server';
import type { Logger } from 'pino';
import type { ResetEvent } from '../contract/events.ts';
import type { Db } from '../db/database.ts';
import type { FanOut } from './fan-out.ts';
import type { StreamKind } from './event-bodies.ts';
import { DirectReader } from './direct-subscriber.ts';
import type { Dated, DirectCall } from './live-frames.ts';
import type { StoredEvent } from './read-events.ts';
import { follow, type Subscription } from './subscriber.ts';

/** What a procedure's context brings along. */
interface Reader {
  db: Db;
  fanOut: FanOut;
  connection: { log: Logger; writable(): Promise<void>; directCall?(): DirectCall | null };
}

/** `follow` with what a procedure has at hand. */
export function followStream<K extends StreamKind, Out>(
  { db, fanOut, connection }: Reader,
  subscription: Omit<Subscription<K, Out>, 'writable' | 'signal'> & { signal: AbortSignal | undefined },
): ReturnType<typeof follow<K, Out>> {
  return follow(
    { db, fanOut, log: connection.log },
    {
      ...subscription,
      signal: subscription.signal ?? new AbortController().signal,
      writable: () => connection.writable(),
    },
  );
}

/** The same for a stream whose events everybody sees alike: a socket is written to without a detour. */
export function followShared<K extends StreamKind, Out extends Dated>(
  reader: Reader,
  {
    present,
    ...subscription
  }: Pick<Subscription<K, Out>, 'stream' | 'lastEventId' | 'open'> & {
    signal: AbortSignal | undefined;
    present: (event: StoredEvent<K>) => Out;
  },
): AsyncIterable<TrackedEnvelope<Out | ResetEvent>, void, undefined> {
  const { db, fanOut, connection } = reader;
  const call = connection.directCall?.() ?? null;
  if (call === null) {
    const all = (events: StoredEvent<K>[]) =>
      events.map((event) => ({ seq: event.seq, id: event.id, event: present(event) }));
    return followStream(reader, { ...subscription, present: all });
  }
  const { stream, lastEventId, open } = subscription;
  const writable = (): Promise<void> => connection.writable();
  const reading = { stream, lastEventId, open, writable, call, present };
  return begun(() => new DirectReader({ db, fanOut, log: connection.log }, reading).start());
}

/** The adapter asks for the first event when it has told the client that the subscription has started. */
function begun(begin: () => void): AsyncIterable<never, void, undefined> {
  const next = (): Promise<IteratorResult<never, void>> => {
    begin();
    return Promise.resolve({ done: true, value: undefined });
  };
  return { [Symbol.asyncIterator]: () => ({ next }) };
}
