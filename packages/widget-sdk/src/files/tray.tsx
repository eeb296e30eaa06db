import { sizeWords, type AttachmentItem } from '@parley/client';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { Icon } from '../panel/icons.tsx';
import { fill, usePanel } from '../panel/panel-context.ts';
import { focusEnd } from './chip-focus.ts';
import { mayPass, troubleWords } from './file-facts.ts';
import { FileIcon } from './file-icon.tsx';
import { FileName } from './file-name.tsx';
import type { TrayProps } from './files-parts.ts';
import { Progress } from './progress.tsx';
import { useObjectUrl } from './use-object-url.ts';
import { useOffline } from './use-offline.ts';
import { useOutcomes } from './use-outcomes.ts';
import { MAX_FILES } from './use-attaching.ts';
import { useFileWords } from './use-file-words.ts';

/** What is attached and not sent yet. */
export function Tray({ items, tooMany, onRemove, onRetry }: TrayProps): JSX.Element {
  const words = useFileWords();
  const outcome = useOutcomes(items);
  return (
    <>
      {items.length > 0 && (
        <ul class="tray" aria-label={words.attached}>
          {items.map((item) => (
            <Chip key={item.id} item={item} onRemove={onRemove} onRetry={onRetry} />
          ))}
        </ul>
      )}
      {tooMany && (
        <p class="count over" role="status">
          {fill(words.tooMany, { count: MAX_FILES })}
        </p>
      )}
      <p class="unseen" role="status">
        {outcome}
      </p>
    </>
  );
}

interface ChipProps extends Pick<TrayProps, 'onRemove' | 'onRetry'> {
  item: AttachmentItem;
}

function Chip({ item, onRemove, onRetry }: ChipProps): JSX.Element {
  const words = useFileWords();
  const { languageTag } = usePanel();
  const { name, size, upload } = item;
  const failed = upload?.state === 'failed';
  return (
    <li class={`chip${failed ? ' failed' : ''}`}>
      <Thumb item={item} />
      <span class="file-facts">
        <FileName name={name} />
        {failed ? (
          <span class="file-state">{troubleWords(upload.error, words, languageTag)}</span>
        ) : (
          <span class="file-size">
            {sizeWords(size, languageTag)}
            <ChipProgress item={item} />
          </span>
        )}
        {failed && mayPass(upload.error) && (
          <button
            type="button"
            class="link"
            aria-label={`${words.again}: ${name}`}
            onClick={({ currentTarget }) => {
              focusEnd(currentTarget.closest('li'));
              onRetry(item.id);
            }}
          >
            {words.again}
          </button>
        )}
      </span>
      <button
        type="button"
        class="chip-remove"
        aria-label={fill(words.remove, { name })}
        onClick={({ currentTarget }) => onRemove(item.id, currentTarget.parentElement)}
      >
        <Icon name="close" />
      </button>
    </li>
  );
}

/** What has no conversation yet is not on its way: it waits to be sent. */
function ChipProgress({ item }: { item: AttachmentItem }): JSX.Element | null {
  const offline = useOffline();
  const { upload, id } = item;
  if (upload === null || upload.state === 'ready' || id.startsWith('picked-')) return null;
  return <Progress item={item} offline={offline} />;
}

function Thumb({ item }: { item: AttachmentItem }): JSX.Element {
  const url = useObjectUrl(item.kind === 'image' ? item.blob : null);
  const [broken, setBroken] = useState<string | null>(null);
  return (
    <span class="file-mark">
      {url === null || url === broken ? (
        <FileIcon name="file" />
      ) : (
        <img src={url} alt="" onError={() => setBroken(url)} />
      )}
    </span>
  );
}
