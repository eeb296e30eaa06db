import { percentOf, type AttachmentItem } from '@parley/client';
import type { JSX } from 'preact';
import { fill, usePanel } from '../panel/panel-context.ts';
import { useFileWords } from './use-file-words.ts';

/** How far an upload is. Its figures are hidden from screen readers, which would read each of them out in a live log. */
export function Progress({ item, offline }: { item: AttachmentItem; offline: boolean }): JSX.Element {
  const words = useFileWords();
  const { languageTag } = usePanel();
  const percent = percentOf(item);
  const figures = new Intl.NumberFormat(languageTag, { style: 'percent' }).format(percent / 100);
  const waits = item.upload?.state === 'waiting' ? words.waiting : figures;
  const text = offline ? words.offline : waits;
  return (
    <span class="file-progress">
      <progress
        max={100}
        value={percent}
        aria-label={fill(words.uploading, { name: item.name })}
        aria-valuetext={text}
      />
      <span aria-hidden="true">{text}</span>
    </span>
  );
}
