import type { JSX } from 'preact';
import { FileCard } from './file-card.tsx';
import type { MessageFilesProps } from './files-parts.ts';
import { Picture } from './picture.tsx';
import { Sound } from './sound.tsx';

const VIEWS = { image: Picture, audio: Sound, file: FileCard } as const;

/** The files of one message, one below the other. */
export function MessageFiles({ items, thread }: MessageFilesProps): JSX.Element {
  return (
    <div class="files">
      {items.map((item) => {
        const View = VIEWS[item.kind];
        return <View key={item.id} item={item} thread={thread} />;
      })}
    </div>
  );
}
