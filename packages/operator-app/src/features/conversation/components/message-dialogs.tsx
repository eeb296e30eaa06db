import type { MessageItem } from '@parley/client';
import type { Cast } from '../talk/message-acts.ts';
import { DeleteMessage } from './delete-message.tsx';
import { MessageHistory } from './message-history.tsx';

interface Props {
  conversationId: string;
  asked: { what: 'delete' | 'history'; item: MessageItem } | null;
  cast: Cast;
  onClose: () => void;
  onDelete: (item: MessageItem) => void;
}

export function MessageDialogs({ conversationId, asked, cast, onClose, onDelete }: Props) {
  const itemOf = (what: 'delete' | 'history') => (asked?.what === what ? asked.item : null);
  return (
    <>
      <DeleteMessage item={itemOf('delete')} {...{ onClose, onDelete }} />
      <MessageHistory item={itemOf('history')} {...{ conversationId, cast, onClose }} />
    </>
  );
}
