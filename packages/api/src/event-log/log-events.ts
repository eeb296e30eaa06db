import type { Context } from '../access/services.ts';
import type { StreamKind } from './event-bodies.ts';
import { follow, type Subscription } from './subscriber.ts';

/** `follow` with what a procedure has at hand. */
export function followStream<K extends StreamKind, Out>(
  ctx: Pick<Context, 'db' | 'fanOut' | 'connection'>,
  subscription: Omit<Subscription<K, Out>, 'writable' | 'signal'> & { signal: AbortSignal | undefined },
): ReturnType<typeof follow<K, Out>> {
  const { connection } = ctx;
  return follow(
    { db: ctx.db, fanOut: ctx.fanOut, log: connection.log },
    {
      ...subscription,
      signal: subscription.signal ?? new AbortController().signal,
      writable: () => connection.writable(),
    },
  );
}
