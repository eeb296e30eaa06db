import type { AttachmentItem, Store } from '@parley/client';
import { useCallback, useState } from 'preact/hooks';
import { useStore } from '../panel/use-store.ts';
import type { Session } from '../session/session.ts';

/** The server's own limit for one message. */
export const MAX_FILES = 10;

export interface Attaching {
  /** In no message yet. */
  items: readonly AttachmentItem[];
  /** More were chosen than a message takes: those that were too many are not attached. */
  tooMany: boolean;
  attach: (files: readonly File[]) => void;
}

const NONE: readonly AttachmentItem[] = [];
const NOTHING: Store<readonly AttachmentItem[]> = { getSnapshot: () => NONE, subscribe: () => () => undefined };

/** What is attached, wherever it waits for its message. */
export function useAttaching(session: Session): Attaching {
  const { thread, picked } = useStore(session);
  const attached = useStore(thread?.attached ?? NOTHING);
  const items = thread === null ? picked : attached;
  const [tooMany, setTooMany] = useState(false);
  const attach = useCallback(
    (files: readonly File[]) => {
      const room = Math.max(0, MAX_FILES - items.length);
      setTooMany(files.length > room);
      for (const file of files.slice(0, room)) session.attach(file);
    },
    [session, items.length],
  );
  return { items, tooMany: tooMany && items.length > 0, attach };
}
