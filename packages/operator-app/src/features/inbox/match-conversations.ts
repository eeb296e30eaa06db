import type { ConversationView } from '@parley/api/contract/views';
import { wordsIn } from '../../lib/words-in.ts';

/** The conversations whose visitor or last message has all words of the query. */
export function matchConversations(items: readonly ConversationView[], query: string): readonly ConversationView[] {
  if (query.trim() === '') return items;
  const fits = wordsIn(query);
  return items.filter(({ visitor, lastMessage }) => fits(`${visitor.name}\n${lastMessage?.text ?? ''}`));
}
