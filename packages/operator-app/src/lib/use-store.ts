import type { Store } from '@parley/client';
import { useSyncExternalStore } from 'react';

/** Shows a store of the client; re-renders when its snapshot changes. */
export function useStore<T>(store: Store<T>): T {
  return useSyncExternalStore(store.subscribe.bind(store), store.getSnapshot.bind(store));
}
