import { useRef, useState } from 'react';
import { isUnderWay } from '../files/file-facts.ts';
import { fileStrings as strings } from '../files/file-strings.ts';
import { useNear } from '../files/use-near.ts';
import { useObjectUrl } from '../files/use-object-url.ts';
import { useUrls } from '../files/use-urls.ts';
import { FileCard, type FileProps } from './file-card.tsx';
import { Lightbox } from './lightbox.tsx';
import { UploadProgress } from './upload-progress.tsx';

/** Of a preview, in pixels; the style sheet lets it shrink. */
const MAX_WIDE = 340;
const MAX_HIGH = 320;
const UNKNOWN = { width: 4, height: 3 };

/** A picture in the thread: its room is there before it is. What can't be shown, because it is broken or gone, is a card. */
export function Picture({ item, thread }: FileProps) {
  const box = useRef<HTMLDivElement>(null);
  const near = useNear(box);
  const own = useObjectUrl(item.blob);
  const [shown, setShown] = useState(false);
  const [failed, setFailed] = useState<readonly string[]>([]);
  const [natural, setNatural] = useState(UNKNOWN);
  // What is here needs no link, and what is on the screen no new one.
  const isHere = own !== null && !failed.includes(own);
  const { file, thumb, error } = useUrls(thread, item.id, near && item.upload === null && !isHere && !shown);
  const sources = [own, thumb ?? file].filter((source) => source !== null);
  const src = sources.find((source) => !failed.includes(source)) ?? null;
  if (error !== null || (src === null && sources.length > 0)) return <FileCard item={item} thread={thread} />;

  const { width, height } = fit({ width: item.width ?? natural.width, height: item.height ?? natural.height });
  return (
    <div className="picture" ref={box} style={{ aspectRatio: `${width} / ${height}`, inlineSize: width }}>
      {src !== null && (
        <Lightbox {...{ item, thread }}>
          <button type="button" aria-label={strings.open(item.name)}>
            <img
              src={src}
              alt={item.name}
              decoding="async"
              onLoad={({ currentTarget }) => {
                setShown(!isHere);
                setNatural({ width: currentTarget.naturalWidth, height: currentTarget.naturalHeight });
              }}
              onError={() => setFailed([...failed, src])}
            />
          </button>
        </Lightbox>
      )}
      {isUnderWay(item) && (
        <span className="picture-upload">
          <UploadProgress item={item} />
        </span>
      )}
    </div>
  );
}

function fit({ width, height }: { width: number; height: number }): { width: number; height: number } {
  const scale = Math.min(MAX_WIDE / width, MAX_HIGH / height);
  return { width: Math.round(width * scale), height: Math.max(48, Math.round(height * scale)) };
}
