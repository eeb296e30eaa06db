import type { MessageItem } from '@parley/client';
import { type RefObject, useState } from 'react';
import { flushSync } from 'react-dom';
import { type DraftKind, useDraft } from '../use-draft.ts';

/** What the composer is for at the moment. */
export interface Composing {
  kind: DraftKind;
  /** What is written takes the place of what this one says. */
  editing: MessageItem | null;
  /** The id of the message that the reply answers; empty: none. */
  replyTo: string;
  setKind: (kind: DraftKind) => void;
  /** Also moves the focus there. */
  write: (kind: DraftKind) => void;
  answer: (item: MessageItem) => void;
  edit: (item: MessageItem) => void;
  stopEditing: () => void;
  stopAnswering: () => void;
}

export function useComposing(conversationId: string, input: RefObject<HTMLTextAreaElement | null>): Composing {
  const [kind, setKind] = useState<DraftKind>('reply');
  const [editing, setEditing] = useState<MessageItem | null>(null);
  const [replyTo, setReplyTo] = useDraft(conversationId, 'reply-to');
  const thenWrite = (change: () => void) => {
    // The editor must be there before the next key is pressed.
    flushSync(change);
    const field = input.current;
    field?.focus();
    // One goes on where the text ends, also in what is edited.
    field?.setSelectionRange(field.value.length, field.value.length);
  };
  const write = (next: DraftKind) =>
    thenWrite(() => {
      setEditing(null);
      setKind(next);
    });
  return {
    kind: editing === null ? kind : 'reply',
    editing,
    replyTo,
    setKind,
    write,
    answer: ({ key }) => {
      setReplyTo(key);
      write('reply');
    },
    edit: (item) => thenWrite(() => setEditing(item)),
    stopEditing: () => thenWrite(() => setEditing(null)),
    stopAnswering: () => thenWrite(() => setReplyTo('')),
  };
}
