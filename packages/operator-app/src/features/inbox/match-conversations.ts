import type { ConversationView } from '@parley/api/contract/views';

/** The conversations whose visitor or last message has all words of the query, in any order and case. */
export function matchConversations(items: readonly ConversationView[], query: string): readonly ConversationView[] {
  const words = query.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return items;
  return items.filter(({ visitor, lastMessage }) => {
    const text = `${visitor.name}\n${lastMessage?.text ?? ''}`.toLocaleLowerCase();
    return words.every((word) => text.includes(word));
  });
}
