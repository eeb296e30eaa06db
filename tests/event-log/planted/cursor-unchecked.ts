import { inOrder } from './in-order.ts';
import { withReader } from './reader-log.ts';

/** The bug: a cursor's seq is taken at its word, though the log may hold another event there, or none. */
export const cursorUnchecked = withReader('cursor unchecked', async function* (db, fanOut, subscription) {
  const { feed, release } = fanOut.join(subscription.stream);
  yield* inOrder(db, subscription, (at) => feed.changed(at, subscription.signal));
  release();
});
