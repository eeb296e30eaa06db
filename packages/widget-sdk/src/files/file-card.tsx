import { sizeWords, typeWords, type AttachmentItem, type Thread } from '@parley/client';
import type { ComponentChildren, JSX } from 'preact';
import { useRef } from 'preact/hooks';
import { usePanel } from '../panel/panel-context.ts';
import { FileIcon } from './file-icon.tsx';
import { FileName } from './file-name.tsx';
import { Progress } from './progress.tsx';
import { useNear } from './use-near.ts';
import { useOffline } from './use-offline.ts';
import { useUrls } from './use-urls.ts';
import { useFileWords } from './use-file-words.ts';

export interface FileProps {
  item: AttachmentItem;
  thread: Thread | null;
  children?: ComponentChildren;
}

/** What is no picture, or can't be shown as one: name, size, and a way to save it. `children` stand above. */
export function FileCard({ item, thread, children }: FileProps): JSX.Element {
  const { languageTag } = usePanel();
  const card = useRef<HTMLDivElement>(null);
  const near = useNear(card);
  const stored = item.upload === null;
  const type = typeWords(item);
  return (
    <div class="file-card" ref={card}>
      {children}
      <span class="file-mark">
        <FileIcon name="file" />
      </span>
      <span class="file-facts">
        <FileName name={item.name} />
        <span class="file-size">
          {/* Each for itself: a Latin type would draw the number away from its unit. */}
          {type !== '' && (
            <>
              <bdi>{type}</bdi>
              {' · '}
            </>
          )}
          <bdi>{sizeWords(item.size, languageTag)}</bdi>
        </span>
      </span>
      {stored ? <Save item={item} thread={thread} near={near} /> : <Upload item={item} />}
    </div>
  );
}

function Save({ item, thread, near }: FileProps & { near: boolean }): JSX.Element {
  const words = useFileWords();
  const { file, error, again } = useUrls(thread, item.id, near);
  if (error === 'NOT_FOUND') return <span class="file-state">{words.gone}</span>;
  if (error !== null) {
    return (
      <span class="file-state">
        {words.failed}
        <button type="button" class="link" onClick={again}>
          {words.again}
        </button>
      </span>
    );
  }
  if (file === null) return <span class="file-save" aria-hidden="true" />;
  return (
    // In a tab of its own: a link that has ended would take the visitor's page away.
    <a class="file-save" href={file} download={item.name} target="_blank" rel="noopener noreferrer">
      <FileIcon name="save" />
      <span class="unseen">
        {words.download} {item.name}
      </span>
    </a>
  );
}

function Upload({ item }: { item: AttachmentItem }): JSX.Element | null {
  const offline = useOffline();
  const { upload } = item;
  if (upload === null || upload.state === 'ready' || upload.state === 'failed') return null;
  return <Progress item={item} offline={offline} />;
}
