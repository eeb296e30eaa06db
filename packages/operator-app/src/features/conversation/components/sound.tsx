import { useRef, useState } from 'react';
import { useNear } from '../files/use-near.ts';
import { useUrls } from '../files/use-urls.ts';
import { FileCard, type FileProps } from './file-card.tsx';

/** The browser's own player, above what one may save. Whoever listens keeps his link until it fails. */
export function Sound({ item, thread }: FileProps) {
  const box = useRef<HTMLDivElement>(null);
  const near = useNear(box);
  const [broken, setBroken] = useState<string | null>(null);
  const [kept, setKept] = useState<string | null>(null);
  const at = useRef(0);
  const { file } = useUrls(thread, item.id, near && item.upload === null);
  if (file !== null && file !== kept && (kept === null || kept === broken)) setKept(file);
  return (
    <div className="sound" ref={box}>
      {kept !== null && kept !== broken && (
        <audio
          controls
          preload="metadata"
          src={kept}
          aria-label={item.name}
          onTimeUpdate={({ currentTarget }) => (at.current = currentTarget.currentTime)}
          onLoadedMetadata={({ currentTarget }) => {
            if (at.current > 0) currentTarget.currentTime = at.current;
          }}
          onError={() => setBroken(kept)}
        />
      )}
      <FileCard item={item} thread={thread} />
    </div>
  );
}
