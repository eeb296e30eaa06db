import './message-history.css';
import type { MessageVersionView } from '@parley/api/contract/talk-views';
import type { MessageItem } from '@parley/client';
import { useQuery } from '@tanstack/react-query';
import { Dialog } from '../../../components/ui/dialog.tsx';
import { FormError } from '../../../components/ui/field.tsx';
import { Skeleton } from '../../../components/ui/state-screen.tsx';
import { wordsForError } from '../../../lib/error-words.ts';
import { fullTime } from '../../../lib/format-time.ts';
import { useClient } from '../../../lib/session.ts';
import { authorName } from '../talk/author-name.ts';
import type { Cast } from '../talk/message-acts.ts';
import { talkStrings as strings } from '../talk-strings.ts';
import { LinkedText } from './linked-text.tsx';

interface Props {
  conversationId: string;
  /** `null`: closed. */
  item: MessageItem | null;
  cast: Cast;
  onClose: () => void;
}

/** All that a message has said, for operators. */
export function MessageHistory({ conversationId, item, cast, onClose }: Props) {
  return (
    <Dialog
      open={item !== null}
      onOpenChange={(open) => !open && onClose()}
      title={strings.historyTitle}
      closeLabel={strings.close}
    >
      {item && <Versions conversationId={conversationId} messageId={item.key} cast={cast} />}
    </Dialog>
  );
}

function Versions({ conversationId, messageId, cast }: { conversationId: string; messageId: string; cast: Cast }) {
  const { api } = useClient();
  const versions = useQuery({
    queryKey: ['conversation', conversationId, 'history', messageId],
    queryFn: () => api.message.history.query({ conversationId, messageId }),
    // It is looked at because it has changed.
    staleTime: 0,
  });
  return (
    <>
      <FormError>{versions.isError && wordsForError(versions.error)}</FormError>
      {versions.isPending && <Skeleton rows={2} label={strings.loading} />}
      <ol className="history">
        {versions.data?.map((version) => (
          <li key={version.seq}>
            <p className="history-head">
              {strings.version[version.what](whoOf(version, cast))} ·{' '}
              <time dateTime={version.at.toISOString()}>{fullTime(version.at)}</time>
            </p>
            {version.text !== null && (
              <p className="message-text" dir="auto">
                <LinkedText text={version.text} />
              </p>
            )}
          </li>
        ))}
      </ol>
    </>
  );
}

const whoOf = ({ by: { kind, id, name } }: MessageVersionView, cast: Cast): string =>
  authorName({ from: kind, author: id === null ? null : { id, name } }, cast);
