import type { Store } from '@parley/client';
import { useLayoutEffect, useReducer } from 'preact/hooks';

/** The present snapshot of a store; renders again when it changes. */
export function useStore<T>(store: Store<T>): T {
  const [, render] = useReducer<number, undefined>((count) => count + 1, 0);
  const snapshot = store.getSnapshot();
  useLayoutEffect(() => {
    const look = () => render(undefined);
    // It may have changed between the rendering and the subscription.
    if (store.getSnapshot() !== snapshot) look();
    return store.subscribe(look);
  }, [store]);
  return snapshot;
}
