import { parleyErrorOf } from '../errors.ts';
import type { AttachmentUrls, Store } from '../types.ts';

export const NO_URLS: AttachmentUrls = { file: null, thumb: null, error: null };

/** Links whose code is loaded when somebody looks; whoever looks again after it could not be had has it asked for again. */
export function lateUrls(load: () => Promise<Store<AttachmentUrls>>): Store<AttachmentUrls> {
  let urls: Store<AttachmentUrls> | null = null;
  let before = NO_URLS;
  return {
    getSnapshot: () => urls?.getSnapshot() ?? before,
    subscribe(listener) {
      let stop: (() => void) | null = null;
      let left = false;
      const begin = (loaded: Store<AttachmentUrls>) => {
        urls = loaded;
        if (left) return;
        stop = loaded.subscribe(listener);
        listener();
      };
      const fail = (cause: unknown) => {
        before = { ...NO_URLS, error: parleyErrorOf(cause).code };
        if (!left) listener();
      };
      load().then(begin, fail);
      return () => {
        left = true;
        stop?.();
      };
    },
  };
}
