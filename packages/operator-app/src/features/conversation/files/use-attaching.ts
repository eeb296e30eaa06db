import { LIMITS } from '@parley/api/contract/wire';
import type { AttachmentItem, Thread } from '@parley/client';
import { useState } from 'react';
import { useStore } from '../../../lib/use-store.ts';

export interface Attaching {
  /** In no message yet. */
  items: readonly AttachmentItem[];
  /** More were chosen than a message takes: those that were too many are not attached. */
  tooMany: boolean;
  attach: (files: readonly File[]) => void;
}

export function useAttaching(thread: Thread): Attaching {
  const items = useStore(thread.attached);
  const [tooMany, setTooMany] = useState(false);
  const attach = (files: readonly File[]) => {
    const room = Math.max(0, LIMITS.filesPerMessage - items.length);
    setTooMany(files.length > room);
    for (const file of files.slice(0, room)) thread.attach(file);
  };
  return { items, tooMany: tooMany && items.length > 0, attach };
}
