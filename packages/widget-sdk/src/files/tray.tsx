import type { AttachmentItem } from '@parley/client';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { Icon } from '../panel/icons.tsx';
import { fill, usePanel } from '../panel/panel-context.ts';
import { mayPass, sizeWords, troubleWords } from './file-facts.ts';
import { FileName } from './file-name.tsx';
import type { TrayProps } from './lazy-files.ts';
import { Progress } from './progress.tsx';
import { useObjectUrl } from './use-object-url.ts';
import { useOffline } from './use-offline.ts';
import { useOutcomes } from './use-outcomes.ts';

/** What is attached and not sent yet. */
export function Tray({ items, onRemove, onRetry }: TrayProps): JSX.Element {
  const { words } = usePanel();
  const outcome = useOutcomes(items);
  return (
    <>
      {items.length > 0 && (
        <ul class="tray" aria-label={words.files.attached}>
          {items.map((item) => (
            <Chip key={item.id} item={item} onRemove={onRemove} onRetry={onRetry} />
          ))}
        </ul>
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
  const { words, languageTag } = usePanel();
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
      </span>
      {failed && mayPass(upload.error) && (
        <button
          type="button"
          class="link"
          aria-label={fill(words.files.retry, { name })}
          onClick={() => onRetry(item.id)}
        >
          {words.files.again}
        </button>
      )}
      <button
        type="button"
        class="chip-remove"
        aria-label={fill(words.files.remove, { name })}
        onClick={() => onRemove(item.id)}
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
      {url === null || url === broken ? <Icon name="file" /> : <img src={url} alt="" onError={() => setBroken(url)} />}
    </span>
  );
}
