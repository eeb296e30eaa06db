import './message-files.css';
import type { AttachmentItem, Thread } from '@parley/client';
import { FileCard } from './file-card.tsx';
import { Picture } from './picture.tsx';
import { Sound } from './sound.tsx';

const VIEWS = { image: Picture, audio: Sound, file: FileCard } as const;

/** The files of one message, one below the other. */
export function MessageFiles({ items, thread }: { items: readonly AttachmentItem[]; thread: Thread }) {
  return (
    <div className="message-files">
      {items.map((item) => {
        const View = VIEWS[item.kind];
        return <View key={item.id} item={item} thread={thread} />;
      })}
    </div>
  );
}
