import type { MessageItem } from '@parley/client';
import { createContext, useContext } from 'react';
import type { Rules } from './message-rules.ts';

/** Who is in the conversation, for the words about it. */
export interface Cast {
  me: { id: string; name: string };
  visitorName: string;
  projectId: string;
}

/** What can be done with the messages of the conversation on the screen. */
export interface MessageActs {
  cast: Cast;
  rules: Rules;
  answer: (item: MessageItem) => void;
  edit: (item: MessageItem) => void;
  askDelete: (item: MessageItem) => void;
  showHistory: (item: MessageItem) => void;
  react: (item: MessageItem, emoji: string, on: boolean) => void;
}

export const MessageActsContext = createContext<MessageActs | null>(null);

/** `null`: they are only shown. */
export const useMessageActs = (): MessageActs | null => useContext(MessageActsContext);
