import type { Logger } from 'pino';
import type { Db } from '../db/database.ts';
import type { FanOut } from './fan-out.ts';
import type { StreamKind } from './event-bodies.ts';
import { follow, type Subscription } from './subscriber.ts';

/** What a procedure's context brings along. */
interface Reader {
  db: Db;
  fanOut: FanOut;
  connection: { log: Logger; writable(): Promise<void> };
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
