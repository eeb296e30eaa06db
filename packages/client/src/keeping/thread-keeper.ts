/** Shows what the device has kept of a conversation until the server has answered, and keeps what it shows. */
import type { RecordedConversationEvent, RecordedNoteEvent } from '@parley/api/contract/events';
import { type ConversationFacts, countUnread, NO_FACTS } from '../timeline/conversation-facts.ts';
import type { ConversationFeed } from '../timeline/conversation-feed.ts';
import type { NoteFeed } from '../timeline/note-feed.ts';
import { emptyLog, type StreamLog } from '../timeline/stream-log.ts';
import type { ClientErrorCode } from '../types.ts';
import { threadName } from './copies.ts';
import type { Shelf } from './shelf.ts';

interface KeptThread {
  operatorId: string | null;
  log: StreamLog<RecordedConversationEvent>;
  facts: ConversationFacts;
  hiddenUnread: number;
  notes: StreamLog<RecordedNoteEvent>;
}

export interface KeeperOptions {
  conversationId: string;
  feed: ConversationFeed;
  notes: NoteFeed | null;
  operatorId: () => string | null;
  /** With the operator who has read it. */
  onShown: (operatorId: string | null) => void;
}

/** About two screens. */
const KEPT_EVENTS = 60;
const KEPT_NOTES = 30;

export class ThreadKeeper {
  readonly #shelf: Shelf;
  readonly #options: KeeperOptions;
  #isShown = false;

  constructor(shelf: Shelf, options: KeeperOptions) {
    this.#shelf = shelf;
    this.#options = options;
  }

  get #name(): string {
    return threadName(this.#options.conversationId);
  }

  /** What is shown was kept here, and the server has not answered. */
  get isShown(): boolean {
    return this.#isShown && this.#options.feed.state === 'loading';
  }

  async show(): Promise<void> {
    const { feed, notes, onShown } = this.#options;
    const kept = await this.#shelf.take<KeptThread>(this.#name);
    if (kept === null || feed.state !== 'loading') return;
    feed.log = kept.log;
    feed.facts = kept.facts;
    feed.hiddenUnread = kept.hiddenUnread;
    if (notes?.state === 'loading') notes.log = kept.notes;
    this.#isShown = true;
    onShown(kept.operatorId);
  }

  keep(): void {
    const { feed } = this.#options;
    if (feed.state === 'error') this.forgetIfGone(feed.error);
    // What loads after this is no copy, as when the log has lost its tail.
    if (feed.state !== 'loading') this.#isShown = false;
    if (feed.state === 'ready') this.#shelf.put(this.#name, () => this.#kept());
  }

  /** Gone, or no longer ours to see. */
  forgetIfGone(code: ClientErrorCode | null): void {
    if (code !== 'NOT_FOUND' && code !== 'FORBIDDEN') return;
    void this.#shelf.drop(this.#name);
    if (this.#isShown) this.#hide();
  }

  #hide(): void {
    const { feed, notes } = this.#options;
    feed.log = emptyLog();
    feed.facts = NO_FACTS;
    feed.hiddenUnread = 0;
    if (notes?.state === 'loading') notes.log = emptyLog();
    this.#isShown = false;
  }

  /** `null` while a part of it has not come: the copy of before has more. */
  #kept(): KeptThread | null {
    const { feed, notes, operatorId } = this.#options;
    if (feed.state !== 'ready' || notes?.state === 'loading') return null;
    const { facts } = feed;
    const log = tailOf(feed.log, KEPT_EVENTS);
    const unreadIn = (part: typeof log) => countUnread({ ...part, hasMore: false }, 'operator', facts.receipts, 0);
    return {
      operatorId: operatorId(),
      log,
      facts,
      hiddenUnread: feed.hiddenUnread + unreadIn(feed.log) - unreadIn(log),
      notes: tailOf(notes?.log ?? emptyLog(), KEPT_NOTES),
    };
  }
}

/** What can't be followed from there is read afresh: there is no cursor. */
function tailOf<E extends { seq: number }>(log: StreamLog<E>, length: number): StreamLog<E> {
  const events = log.events.slice(-length);
  return { ...log, events, cursor: null, hasMore: log.hasMore || events.length < log.events.length };
}
