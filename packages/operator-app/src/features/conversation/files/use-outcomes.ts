import type { AttachmentItem } from '@parley/client';
import { useEffect, useRef, useState } from 'react';
import { fileStrings, fileTrouble } from './file-strings.ts';

/** Says what has become of the upload that ended last: to those who don't see the bar. */
export function useOutcomes(items: readonly AttachmentItem[]): string {
  const [said, setSaid] = useState('');
  const known = useRef(new Map<string, string | undefined>());
  useEffect(() => {
    for (const { id, name, upload } of items) {
      const before = known.current.get(id);
      known.current.set(id, upload?.state);
      if (before === upload?.state) continue;
      if (upload?.state === 'ready') setSaid(fileStrings.uploaded(name));
      if (upload?.state === 'failed') setSaid(fileStrings.notSent(name, fileTrouble(upload.error)));
    }
  }, [items]);
  return said;
}
