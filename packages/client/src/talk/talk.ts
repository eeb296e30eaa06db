/** The chunk that is loaded with the first message that is changed, or answers another: what has become of each, and what it answers. */
import type { SendResult } from '@parley/api/contract/views';
import { untilAnswered, type Patience } from '../connection/until-answered.ts';
import type { Api } from '../connection/transport.ts';
import type { ThreadSources } from '../timeline/thread-items.ts';
import type { MessageChange, MessageChanges, Quote } from './talk-types.ts';
import type { MessageItem, ThreadItem } from '../types.ts';
import { foldChanges, type Folded } from './fold-changes.ts';
import { Quotes } from './quotes.ts';

export interface TalkOptions {
  api: Api;
  conversationId: string;
  patience: Patience;
  /** Aborted when the client closes. */
  closing: AbortSignal;
}

export class Talk {
  readonly #quotes: Quotes;
  /** By what they were made of; an item stays the same object until it changes. */
  readonly #made = new WeakMap<MessageItem, { signature: string; item: MessageItem }>();

  constructor({ api, conversationId, patience, closing }: TalkOptions, changed: () => void) {
    const ask = (messageIds: string[]) =>
      untilAnswered(() => api.message.quotes.query({ conversationId, messageIds }), patience, closing);
    this.#quotes = new Quotes(ask, changed);
  }

  upon(items: readonly ThreadItem[], sources: ThreadSources): readonly ThreadItem[] {
    const { log, unsent } = sources;
    const changes = foldChanges(sources);
    const answers = new Map<string, string>();
    for (const event of log.events)
      if (event.type === 'message' && event.replyTo !== undefined) answers.set(event.messageId, event.replyTo);
    for (const { id, replyTo } of unsent) if (replyTo !== undefined) answers.set(id, replyTo);
    const quotes = this.#quotes.of([...answers.values()], log, changes);
    return items.map((item) => {
      if (item.kind !== 'message') return item;
      const folded = changes.get(item.key) ?? null;
      const quote = quotes.get(answers.get(item.key) ?? '') ?? null;
      return folded === null && quote === null ? item : this.#with(item, folded, quote);
    });
  }

  #with(item: MessageItem, folded: Folded | null, replyTo: Quote | null): MessageItem {
    const signature = JSON.stringify([folded, replyTo]);
    const known = this.#made.get(item);
    if (known?.signature === signature) return known.item;
    const made = { ...item, ...(folded && saidNow(folded)), replyTo };
    this.#made.set(item, { signature, item: made });
    return made;
  }
}

/** Of what the server has acknowledged the item itself says it already. */
function saidNow({ pendingText, ...changes }: Folded): { changes: MessageChanges } & Partial<MessageItem> {
  if (changes.deleted) return { changes, text: '', attachments: [] };
  return pendingText === null ? { changes } : { changes, text: pendingText };
}

type Change = MessageChange & { conversationId: string; changeId: string; messageId: string };

export function deliverChange({ message }: Api, change: Change): Promise<SendResult> {
  const { conversationId, changeId, messageId } = change;
  const about = { conversationId, changeId, messageId };
  switch (change.type) {
    case 'edit':
      return message.edit.mutate({ ...about, text: change.text });
    case 'delete':
      return message.delete.mutate(about);
    case 'react':
      return message.react.mutate({ ...about, emoji: change.emoji, on: change.on });
  }
}
