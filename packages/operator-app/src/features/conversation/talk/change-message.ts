import type { MessageChange, MessageItem, Thread } from '@parley/client';
import { announce } from '../../../lib/announcer.ts';
import { wordsForError } from '../../../lib/error-words.ts';

/** Shown at once; only what the server refuses needs words, since then it was never there. */
export function changeMessage(thread: Thread, { key }: MessageItem, change: MessageChange): void {
  thread.change(key, change).acknowledged.catch((cause: unknown) => announce(wordsForError(cause), 'error'));
}
