import type { AttachmentUrls, Thread } from '@parley/client';
import { useState, useSyncExternalStore } from 'react';

interface Links extends AttachmentUrls {
  /** Asks anew, after an error. */
  again: () => void;
}

const never = () => () => undefined;

/** Links to a stored file, asked for and renewed while `wanted`; the last ones stay. One component, one file. */
export function useUrls(thread: Thread, id: string, wanted: boolean): Links {
  const urls = thread.urls(id);
  const afresh = () => (listener: () => void) => urls.subscribe(listener);
  // Another function after each try: React subscribes anew, and that is what asks.
  const [subscribe, setSubscribe] = useState(afresh);
  const snapshot = useSyncExternalStore(wanted ? subscribe : never, urls.getSnapshot);
  return { ...snapshot, again: () => setSubscribe(afresh) };
}
