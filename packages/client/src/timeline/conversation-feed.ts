/** Reads one conversation: its view, a page of its log, then everything after that page, live. */
import type { ConversationEvent, RecordedConversationEvent } from '@parley/api/contract/events';
import type { Receipts } from '@parley/api/contract/views';
import type { CallSide } from '@parley/api/contract/call-views';
import { untilAnswered, type Patience } from '../connection/until-answered.ts';
import type { Api } from '../connection/transport.ts';
import { parleyErrorOf, type ParleyError } from '../errors.ts';
import type { ClientErrorCode } from '../types.ts';
import { countUnread, factsOfView, fold, NO_FACTS, type ConversationFacts } from './conversation-facts.ts';
import { followStream } from './follow-stream.ts';
import { withChange } from './newest-text.ts';
import { append, emptyLog, logOfPage, prepend, type StreamLog } from './stream-log.ts';

export interface ConversationFeedOptions {
  api: Api;
  conversationId: string;
  side: CallSide;
  patience: Patience;
  onChange(): void;
  onEvent(event: RecordedConversationEvent): void;
  /** The log lost its tail; the feed begins anew by itself (EL4). */
  onReset(): void;
}

export class ConversationFeed {
  readonly #options: ConversationFeedOptions;
  #closing = new AbortController();
  #stopFollowing: (() => void) | null = null;
  /** Unread messages that the server counted before the part that is loaded. */
  hiddenUnread = 0;

  state: 'loading' | 'ready' | 'error' = 'loading';
  error: ClientErrorCode | null = null;
  log: StreamLog<RecordedConversationEvent> = emptyLog();
  facts: ConversationFacts = NO_FACTS;
  loadingOlder = false;

  constructor(options: ConversationFeedOptions) {
    this.#options = options;
  }

  /** `receipts` may be ahead of what the server knows: what was read a moment ago is not unread. */
  unreadWith(receipts: Receipts): number {
    return countUnread(this.log, this.#options.side, receipts, this.hiddenUnread);
  }

  async start(): Promise<void> {
    const { signal } = this.#closing;
    try {
      const { view, page } = await this.#read(signal);
      if (signal.aborted) return;
      this.log = logOfPage(page);
      this.facts = page.items.filter((event) => event.seq > view.lastSeq).reduce(fold, factsOfView(view));
      const loaded = countUnread({ ...this.log, hasMore: false }, this.#options.side, view.receipts, 0);
      this.hiddenUnread = Math.max(0, view.unread - loaded);
      this.state = 'ready';
      this.#follow();
      this.#options.onChange();
    } catch (cause) {
      if (!signal.aborted) this.#end(parleyErrorOf(cause));
    }
  }

  async loadOlder(): Promise<void> {
    const { api, conversationId, patience, side } = this.#options;
    const first = this.log.events[0]?.seq;
    if (this.state !== 'ready' || !this.log.hasMore || this.loadingOlder || first === undefined) return;
    const { signal } = this.#closing;
    this.loadingOlder = true;
    this.#options.onChange();
    try {
      const request = () => api.message.list.query({ conversationId, beforeSeq: first });
      const page = await untilAnswered(request, patience, signal);
      if (signal.aborted) return;
      const older = countUnread({ ...logOfPage(page), hasMore: false }, side, this.facts.receipts, 0);
      this.hiddenUnread = Math.max(0, this.hiddenUnread - older);
      // It may have been read before a change that is here already.
      this.log = prepend(this.log, { ...page, items: this.log.events.reduce(withChange, page.items) });
    } finally {
      if (!signal.aborted) {
        this.loadingOlder = false;
        this.#options.onChange();
      }
    }
  }

  close(): void {
    this.#closing.abort();
    this.#stopFollowing?.();
  }

  /** Both at once. Where the page is the older one it is asked for again: its events must bring the view up to it. */
  async #read(signal: AbortSignal) {
    const { api, conversationId, patience } = this.#options;
    const list = () => untilAnswered(() => api.message.list.query({ conversationId }), patience, signal);
    const get = () => untilAnswered(() => api.conversation.get.query({ conversationId }), patience, signal);
    const [view, page] = await Promise.all([get(), list()]);
    const isOlder = (page.items.at(-1)?.seq ?? 0) < view.lastSeq;
    return { view, page: isOlder ? await list() : page };
  }

  #follow(): void {
    const { api, conversationId, patience } = this.#options;
    this.#stopFollowing = followStream<ConversationEvent>({
      ...patience,
      cursor: this.log.cursor,
      gapless: true,
      subscribe: (lastEventId, handlers) =>
        api.conversation.events.subscribe(
          { conversationId, ...(lastEventId === null ? {} : { lastEventId }) },
          handlers,
        ),
      onEvent: (event, cursor) => this.#take(event, cursor),
      onReset: () => this.#startAnew(),
      onEnd: (error) => this.#end(error),
    });
  }

  #take(event: ConversationEvent, cursor: string): void {
    if (event.type === 'reset') return;
    const { log } = this;
    this.log = append({ ...log, events: withChange(log.events, event) }, cursor, event);
    this.facts = fold(this.facts, event);
    this.#options.onEvent(event);
    this.#options.onChange();
  }

  #startAnew(): void {
    this.close();
    this.#closing = new AbortController();
    this.state = 'loading';
    this.log = emptyLog();
    this.facts = NO_FACTS;
    this.loadingOlder = false;
    this.#options.onReset();
    this.#options.onChange();
    void this.start();
  }

  #end(error: ParleyError): void {
    this.state = 'error';
    this.error = error.code;
    this.#options.onChange();
  }
}
