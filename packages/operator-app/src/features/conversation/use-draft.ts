import { useState } from 'react';
import { readStored, writeStored } from '../../lib/device-storage.ts';

export type DraftKind = 'reply' | 'note';

const keyOf = (conversationId: string, part: string) => `parley.draft.${conversationId}.${part}`;

/**
 * What is being written in a conversation, and which message that answers: kept on this device until it is sent, over reloads.
 * Mount per conversation and part (`key`), so that a draft never moves to another.
 */
export function useDraft(conversationId: string, part: DraftKind | 'reply-to'): [string, (text: string) => void] {
  const key = keyOf(conversationId, part);
  const [text, setText] = useState(() => readStored(key) ?? '');
  const change = (next: string) => {
    setText(next);
    writeStored(key, next === '' ? null : next);
  };
  return [text, change];
}
