import type { AttachmentItem } from '@parley/client';
import { useEffect, useRef, useState } from 'preact/hooks';
import { fill, usePanel } from '../panel/panel-context.ts';
import { troubleWords } from './file-facts.ts';
import { useFileWords } from './use-file-words.ts';

/** Says what has become of the upload that ended last: to those who don't see the bar. */
export function useOutcomes(items: readonly AttachmentItem[]): string {
  const words = useFileWords();
  const { languageTag } = usePanel();
  const [said, setSaid] = useState('');
  const known = useRef(new Map<string, string | undefined>());
  useEffect(() => {
    for (const { id, name, upload } of items) {
      const before = known.current.get(id);
      known.current.set(id, upload?.state);
      if (before === upload?.state) continue;
      if (upload?.state === 'ready') setSaid(fill(words.uploaded, { name }));
      if (upload?.state === 'failed') setSaid(`${name}: ${troubleWords(upload.error, words, languageTag)}`);
    }
  }, [items, words, languageTag]);
  return said;
}
