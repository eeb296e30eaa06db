/** The messages that others answer: those of the log that is here, and of others what the server says, kept right by the log. */
import type { RecordedConversationEvent } from '@parley/api/contract/events';
import type { QuoteView } from '@parley/api/contract/talk-views';
import type { StreamLog } from '../timeline/stream-log.ts';
import type { Quote } from './talk-types.ts';
import type { Folded } from './fold-changes.ts';

type Log = StreamLog<RecordedConversationEvent>;
type Message = Extract<RecordedConversationEvent, { type: 'message' }>;

/** The server's own limits: of a quote, and of one question. */
const QUOTE_CHARS = 200;
const MOST = 50;

export class Quotes {
  readonly #ask: (messageIds: string[]) => Promise<QuoteView[]>;
  readonly #changed: () => void;
  readonly #told = new Map<string, Quote>();
  #wanted = new Set<string>();

  constructor(ask: (messageIds: string[]) => Promise<QuoteView[]>, changed: () => void) {
    this.#ask = ask;
    this.#changed = changed;
  }

  of(messageIds: readonly string[], log: Log, changes: ReadonlyMap<string, Folded>): Map<string, Quote> {
    if (messageIds.length === 0) return new Map();
    const here = new Map(log.events.flatMap((event) => (event.type === 'message' ? [[event.messageId, event]] : [])));
    return new Map(
      messageIds.map((id) => {
        const event = here.get(id);
        const quote = event ? quoteOf(event) : this.#elsewhere(id, log);
        return [id, changes.get(id)?.deleted ? deleted(quote) : quote];
      }),
    );
  }

  #elsewhere(id: string, log: Log): Quote {
    const known = this.#told.get(id);
    if (known) {
      // The last of its edits that is here is newer than what was told, or the same.
      const edit = log.events.findLast((event) => event.type === 'message.edited' && event.messageId === id);
      return edit?.type === 'message.edited' && known.state === 'shown' ? { ...known, text: beginning(edit) } : known;
    }
    if (!log.hasMore) return nothing(id, 'gone');
    if (this.#wanted.size === 0) queueMicrotask(() => this.#load());
    this.#wanted.add(id);
    return nothing(id, 'loading');
  }

  #load(): void {
    const ids = [...this.#wanted];
    this.#wanted = new Set();
    for (const id of ids) this.#told.set(id, nothing(id, 'loading'));
    for (let at = 0; at < ids.length; at += MOST) {
      const asked = ids.slice(at, at + MOST);
      this.#ask(asked).then(
        (views) => this.#take(asked, views),
        // For good: the conversation is no more, or not ours.
        () => this.#take(asked, []),
      );
    }
  }

  #take(asked: readonly string[], views: readonly QuoteView[]): void {
    const found = new Map(views.map((view) => [view.messageId, view]));
    for (const id of asked) {
      const view = found.get(id);
      this.#told.set(id, view ? told(view) : nothing(id, 'gone'));
    }
    this.#changed();
  }
}

function nothing(messageId: string, state: Quote['state']): Quote {
  return { messageId, state, seq: null, from: null, author: null, text: '', files: [] };
}

const told = ({ deleted: isDeleted, ...view }: QuoteView): Quote => {
  const quote: Quote = { ...view, state: 'shown' };
  return isDeleted ? deleted(quote) : quote;
};

const deleted = (quote: Quote): Quote => ({ ...quote, state: 'deleted', text: '', files: [] });

function quoteOf(event: Message): Quote {
  const { messageId, seq, actor, attachments = [] } = event;
  return {
    messageId,
    state: event.deleted ? 'deleted' : 'shown',
    seq,
    from: actor.kind,
    author: actor.kind === 'operator' ? { id: actor.id, name: actor.name } : null,
    text: beginning(event),
    files: attachments.map(({ name }) => name),
  };
}

/** Without half of a character at its end. */
const beginning = ({ caption, text }: { caption?: string | undefined; text: string }): string =>
  [...(caption ?? text).slice(0, QUOTE_CHARS * 2)].slice(0, QUOTE_CHARS).join('');
