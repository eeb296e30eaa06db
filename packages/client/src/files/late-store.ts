import type { AttachmentUrls, Store } from '../types.ts';

export const NO_URLS: AttachmentUrls = { file: null, thumb: null, error: null };

/** A store whose code is loaded when somebody looks; `before` until then. */
export function lateStore<T>(load: () => Promise<Store<T>>, before: T): Store<T> {
  let store: Store<T> | null = null;
  return {
    getSnapshot: () => (store ? store.getSnapshot() : before),
    subscribe(listener) {
      let stop: (() => void) | null = null;
      let left = false;
      const begin = (loaded: Store<T>) => {
        store = loaded;
        if (left) return;
        stop = loaded.subscribe(listener);
        listener();
      };
      // Fails when the client closes: then nobody looks.
      load().then(begin, () => undefined);
      return () => {
        left = true;
        stop?.();
      };
    },
  };
}
