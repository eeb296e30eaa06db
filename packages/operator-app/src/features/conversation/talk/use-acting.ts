import type { MessageItem, Thread } from '@parley/client';
import { useState } from 'react';
import { flushSync } from 'react-dom';
import { changeMessage } from './change-message.ts';
import type { Cast, MessageActs } from './message-acts.ts';
import type { Rules } from './message-rules.ts';
import type { Composing } from './use-composing.ts';

interface Asked {
  what: 'delete' | 'history';
  item: MessageItem;
}

/** What can be done with messages, and the dialog that one of them has opened. */
export function useActing(thread: Thread, composing: Composing, { cast, rules }: { cast: Cast; rules: Rules }) {
  const [asked, setAsked] = useState<Asked | null>(null);
  const ask = (what: Asked['what']) => (item: MessageItem) => {
    // Its buttons go with the focus: the dialog leads back to the message itself.
    document.querySelector<HTMLElement>(`[data-message="${CSS.escape(item.key)}"]`)?.focus();
    flushSync(() => setAsked({ what, item }));
  };
  const acts: MessageActs = {
    cast,
    rules,
    answer: composing.answer,
    edit: composing.edit,
    askDelete: ask('delete'),
    showHistory: ask('history'),
    react: (item, emoji, on) => changeMessage(thread, item, { type: 'react', emoji, on }),
  };
  return {
    acts,
    asked,
    close: () => setAsked(null),
    remove: (item: MessageItem) => changeMessage(thread, item, { type: 'delete' }),
  };
}
