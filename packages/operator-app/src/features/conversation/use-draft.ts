import { useState } from 'react';
import { readStored, writeStored } from '../../lib/device-storage.ts';

export type DraftKind = 'reply' | 'note';

const keyOf = (conversationId: string, kind: DraftKind) => `parley.draft.${conversationId}.${kind}`;

/**
 * What is being written in a conversation: kept on this device until it is sent, over reloads.
 * Mount per conversation and kind (`key`), so that a draft never moves to another.
 */
export function useDraft(conversationId: string, kind: DraftKind): [string, (text: string) => void] {
  const key = keyOf(conversationId, kind);
  const [text, setText] = useState(() => readStored(key) ?? '');
  const change = (next: string) => {
    setText(next);
    writeStored(key, next === '' ? null : next);
  };
  return [text, change];
}
