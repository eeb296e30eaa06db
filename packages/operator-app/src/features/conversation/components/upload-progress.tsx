import { percentOf, type AttachmentItem } from '@parley/client';
import { percentWords } from '../../../locale/formats.ts';
import { isUnderWay } from '../files/file-facts.ts';
import { fileStrings as strings } from '../files/file-strings.ts';
import { useOffline } from '../files/use-offline.ts';

/** How far an upload is; nothing once it has ended. */
export function UploadProgress({ item }: { item: AttachmentItem }) {
  const offline = useOffline();
  if (!isUnderWay(item)) return null;
  const percent = percentOf(item);
  const figures = item.upload?.state === 'waiting' ? strings.waiting : percentWords(percent / 100);
  const text = offline ? strings.offline : figures;
  return (
    <span className="file-progress">
      <progress max={100} value={percent} aria-label={strings.uploading(item.name)} aria-valuetext={text} />
      <span aria-hidden="true">{text}</span>
    </span>
  );
}
