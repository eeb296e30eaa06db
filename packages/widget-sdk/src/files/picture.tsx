import type { AttachmentItem } from '@parley/client';
import type { JSX } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { fill } from '../panel/panel-context.ts';
import { FileCard, type FileProps } from './file-card.tsx';
import { Lightbox } from './lightbox.tsx';
import { Progress } from './progress.tsx';
import { useNear } from './use-near.ts';
import { useObjectUrl } from './use-object-url.ts';
import { useOffline } from './use-offline.ts';
import { useUrls } from './use-urls.ts';
import { useFileWords } from './use-file-words.ts';

/** Of a preview, in pixels; the style sheet lets it shrink. */
const MAX_WIDE = 260;
const MAX_HIGH = 300;
const UNKNOWN = { width: 4, height: 3 };

/**
 * A picture in the thread: its room is there before it is. What this page may not show, by the site's policy or because it is
 * gone, is a card.
 */
export function Picture({ item, thread }: FileProps): JSX.Element {
  const box = useRef<HTMLDivElement>(null);
  const near = useNear(box);
  const own = useObjectUrl(item.blob);
  const [shown, setShown] = useState(false);
  const [failed, setFailed] = useState<readonly string[]>([]);
  const [natural, setNatural] = useState(UNKNOWN);
  // What is here needs no link, and what is on the screen no new one.
  const isHere = own !== null && !failed.includes(own);
  const wanted = near && item.upload === null && !isHere && !shown;
  const { file, thumb, error } = useUrls(thread, item.id, wanted);
  const sources = [own, thumb ?? file].filter((source) => source !== null);
  const src = sources.find((source) => !failed.includes(source)) ?? null;
  if (error !== null || (src === null && sources.length > 0)) return <FileCard item={item} thread={thread} />;

  const fitted = fit({ width: item.width ?? natural.width, height: item.height ?? natural.height });
  return (
    <div
      class="picture"
      ref={box}
      style={{ aspectRatio: `${fitted.width} / ${fitted.height}`, inlineSize: `${fitted.width}px` }}
    >
      {src !== null && (
        <Preview
          {...{ item, src }}
          thread={thread}
          onShown={({ naturalWidth: width, naturalHeight: height }) => {
            setShown(!isHere);
            setNatural({ width, height });
          }}
          onError={() => setFailed([...failed, src])}
        />
      )}
      <PictureUpload item={item} />
    </div>
  );
}

interface PreviewProps extends FileProps {
  src: string;
  onShown: (image: HTMLImageElement) => void;
  onError: () => void;
}

function Preview({ item, src, thread, onShown, onError }: PreviewProps): JSX.Element {
  const words = useFileWords();
  const [open, setOpen] = useState(false);
  return (
    <>
      <button type="button" aria-label={fill(words.open, { name: item.name })} onClick={() => setOpen(true)}>
        <img
          src={src}
          alt={item.name}
          decoding="async"
          onLoad={(event) => onShown(event.currentTarget)}
          onError={onError}
        />
      </button>
      {open && <Lightbox item={item} thread={thread} onClose={() => setOpen(false)} />}
    </>
  );
}

function PictureUpload({ item }: { item: AttachmentItem }): JSX.Element | null {
  const offline = useOffline();
  const { upload } = item;
  if (upload === null || upload.state === 'ready' || upload.state === 'failed') return null;
  return (
    <span class="picture-upload">
      <Progress item={item} offline={offline} />
    </span>
  );
}

function fit({ width, height }: { width: number; height: number }): { width: number; height: number } {
  const scale = Math.min(MAX_WIDE / width, MAX_HIGH / height);
  return { width: Math.round(width * scale), height: Math.max(48, Math.round(height * scale)) };
}
