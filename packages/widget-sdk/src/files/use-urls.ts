import type { AttachmentUrls, Store, Thread } from '@parley/client';
import { useMemo, useState } from 'preact/hooks';
import { useStore } from '../panel/use-store.ts';

const NO_URLS: AttachmentUrls = { file: null, thumb: null, error: null };
const never = () => () => undefined;
const NOTHING: Store<AttachmentUrls> = { getSnapshot: () => NO_URLS, subscribe: never };

interface Links extends AttachmentUrls {
  /** Asks anew, after an error. */
  again: () => void;
}

/** Links to a stored file, asked for and renewed while `wanted`; the last ones stay. One component, one file. */
export function useUrls(thread: Thread | null, id: string, wanted: boolean): Links {
  // A copy is another store to whoever subscribes: he does so afresh, and that is what asks.
  const [urls, setUrls] = useState(() => thread?.urls(id) ?? NOTHING);
  const store = useMemo(() => (wanted ? urls : { ...urls, subscribe: never }), [urls, wanted]);
  return { ...useStore(store), again: () => setUrls({ ...urls }) };
}
