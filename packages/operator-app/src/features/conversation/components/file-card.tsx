import { sizeWords, typeWords, type AttachmentItem, type Thread } from '@parley/client';
import { useRef } from 'react';
import { Button } from '../../../components/ui/button.tsx';
import { Icon } from '../../../components/ui/icon.tsx';
import { locale } from '../../../locale/formats.ts';
import { fileStrings as strings } from '../files/file-strings.ts';
import { useNear } from '../files/use-near.ts';
import { useUrls } from '../files/use-urls.ts';
import { FileName } from './file-name.tsx';
import { UploadProgress } from './upload-progress.tsx';

export interface FileProps {
  item: AttachmentItem;
  thread: Thread;
}

/** What is no picture, or can't be shown as one: name, size, and a way to save it. */
export function FileCard({ item, thread }: FileProps) {
  const card = useRef<HTMLDivElement>(null);
  const near = useNear(card);
  const type = typeWords(item);
  return (
    <div className="file-card" ref={card}>
      <span className="file-mark">
        <Icon name="file" />
      </span>
      <span className="file-facts">
        <FileName name={item.name} />
        <span className="file-size">
          {/* Each for itself: what stands beside it would draw the number away from its unit. */}
          {type !== '' && (
            <>
              <bdi>{type}</bdi> ·{' '}
            </>
          )}
          <bdi>{sizeWords(item.size, locale())}</bdi>
        </span>
      </span>
      {item.upload === null ? <Save item={item} thread={thread} near={near} /> : <UploadProgress item={item} />}
    </div>
  );
}

function Save({ item, thread, near }: FileProps & { near: boolean }) {
  const { file, error, again } = useUrls(thread, item.id, near);
  if (error === 'NOT_FOUND') return <span className="file-trouble">{strings.gone}</span>;
  if (error !== null) {
    return (
      <span className="file-trouble">
        {strings.failed} <Button onClick={again}>{strings.again}</Button>
      </span>
    );
  }
  return file === null ? <span className="file-save" /> : <SaveLink item={item} file={file} />;
}

/** In a tab of its own: a link that has ended would take the app away. */
export function SaveLink({ item, file }: { item: AttachmentItem; file: string }) {
  return (
    <a
      className="button icon-button file-save"
      data-tone="quiet"
      href={file}
      download={item.name}
      target="_blank"
      rel="noopener noreferrer"
      title={strings.download}
    >
      <Icon name="save" />
      <span className="visually-hidden">{strings.downloadName(item.name)}</span>
    </a>
  );
}
