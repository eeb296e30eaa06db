import type { AttachmentUrls, Store, Thread } from '@parley/client';
import { useCallback, useMemo, useState } from 'preact/hooks';
import { useStore } from '../panel/use-store.ts';

const NO_URLS: AttachmentUrls = { file: null, thumb: null, error: null };
const NOTHING: Store<AttachmentUrls> = { getSnapshot: () => NO_URLS, subscribe: () => () => undefined };

interface Links extends AttachmentUrls {
  /** Asks anew, after an error. */
  again: () => void;
}

/** Links to a stored file, asked for and renewed while `wanted`; the last ones stay. */
export function useUrls(thread: Thread | null, id: string, wanted: boolean): Links {
  const [tries, setTries] = useState(0);
  const again = useCallback(() => setTries((count) => count + 1), []);
  const store = useMemo(() => {
    const urls = thread?.urls(id);
    if (urls === undefined) return NOTHING;
    // Another store each time, so that it is subscribed to afresh: that is what asks.
    return { getSnapshot: urls.getSnapshot, subscribe: wanted ? urls.subscribe : NOTHING.subscribe };
  }, [thread, id, wanted, tries]);
  return { ...useStore(store), again };
}
