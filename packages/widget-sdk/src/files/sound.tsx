import type { JSX } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { FileCard, type FileProps } from './file-card.tsx';
import { useNear } from './use-near.ts';
import { useUrls } from './use-urls.ts';

/** The browser's own player, above what one may save. Whoever listens keeps his link until it fails. */
export function Sound({ item, thread }: FileProps): JSX.Element {
  const box = useRef<HTMLDivElement>(null);
  const near = useNear(box);
  const [broken, setBroken] = useState<string | null>(null);
  const [kept, setKept] = useState<string | null>(null);
  const at = useRef(0);
  const { file } = useUrls(thread, item.id, near && item.upload === null);
  if (file !== null && (kept === null || (kept === broken && file !== broken))) setKept(file);
  const src = kept !== null && kept !== broken ? kept : null;
  return (
    <div class="sound" ref={box}>
      {src !== null && (
        <audio
          controls
          preload="metadata"
          src={src}
          aria-label={item.name}
          onTimeUpdate={({ currentTarget }) => (at.current = currentTarget.currentTime)}
          onLoadedMetadata={({ currentTarget }) => {
            if (at.current > 0) currentTarget.currentTime = at.current;
          }}
          onError={() => setBroken(src)}
        />
      )}
      <FileCard item={item} thread={thread} />
    </div>
  );
}
