import type { Store } from '@parley/client';
import { useLayoutEffect, useReducer, useRef } from 'preact/hooks';

/** The present snapshot of a store; renders again when it changes. */
export function useStore<T>(store: Store<T>): T {
  const [, render] = useReducer<number, undefined>((count) => count + 1, 0);
  const snapshot = store.getSnapshot();
  const rendered = useRef(snapshot);
  rendered.current = snapshot;
  useLayoutEffect(() => {
    const look = () => render(undefined);
    // It may have changed between the rendering and the subscription.
    if (store.getSnapshot() !== rendered.current) look();
    return store.subscribe(look);
  }, [store]);
  return snapshot;
}
