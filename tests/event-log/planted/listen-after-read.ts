import { inOrder } from './in-order.ts';
import { withReader } from './reader-log.ts';

/** The bug: the reader registers with the fan-out after its first look, and what commits in between wakes nobody. */
export const listenAfterRead = withReader('listen after read', (db, fanOut, subscription) =>
  inOrder(db, subscription, async (at) => {
    const { feed, release } = fanOut.join(subscription.stream);
    await feed.changed(at, subscription.signal);
    release();
  }),
);
