/** One conversation, live: joins the log, the notes, the outbox and who is there into one snapshot. */
import type { RecordedConversationEvent } from '@parley/api/contract/events';
import type { CallSide } from '@parley/api/contract/call-views';
import type { KeeperOptions, ThreadKeeper } from '../keeping/thread-keeper.ts';
import { closeWith } from '../close-with.ts';
import type { Api } from '../connection/transport.ts';
import { untilAnswered, type Patience } from '../connection/until-answered.ts';
import { parleyErrorOf, type ParleyError } from '../errors.ts';
import type { OutboxEntry } from '../outbox/outbox-state.ts';
import type { Outbox } from '../outbox/outbox.ts';
import type { Files } from '../files/files.ts';
import { lateUrls } from '../files/late-urls.ts';
import { LateTalk } from '../talk/late-talk.ts';
import { Derived } from '../store.ts';
import type { MessageChange } from '../talk/talk-types.ts';
import type { AttachmentUrls, ClientErrorCode, Store, Thread, ThreadItem, ThreadSnapshot } from '../types.ts';
import { advanceReceipts, lastForeignSeq } from './conversation-facts.ts';
import { ConversationFeed } from './conversation-feed.ts';
import type { NoteFeed, NoteFeedOptions } from './note-feed.ts';
import type { OwnLooking, OwnLookingOptions } from './own-looking.ts';
import { OwnTyping } from './own-typing.ts';
import { PeerPresence } from './peer-presence.ts';
import { ReceiptSender } from './receipt-sender.ts';
import { SentCheck } from './sent-check.ts';
import { emptyLog } from './stream-log.ts';
import { ShownItems } from './shown-items.ts';
import { firstLoaded, type ThreadSources } from './thread-items.ts';

export interface ThreadOptions {
  api: Api;
  conversationId: string;
  side: CallSide;
  /** Operators’ alone; visitors do not load what shows them. */
  openNotes: ((options: NoteFeedOptions) => NoteFeed) | undefined;
  /** The same. */
  openLooking: ((options: OwnLookingOptions) => OwnLooking) | undefined;
  outbox: Outbox;
  files: Files;
  /** Operators’ alone: visitors' devices keep no copies. */
  openKeeper: ((options: KeeperOptions) => ThreadKeeper) | undefined;
  patience: Patience;
  /** Aborted when the client closes. */
  closing: AbortSignal;
  /** Operators: who am I? */
  operatorId(): Promise<string>;
  isOnline(): boolean;
}

export function openThread(options: ThreadOptions): Thread {
  const thread = new LiveThread(options);
  thread.start();
  return thread;
}

class LiveThread implements Thread {
  readonly conversationId: string;
  readonly #options: ThreadOptions;
  readonly #feed: ConversationFeed;
  readonly #notes: NoteFeed | null;
  readonly #keeper: ThreadKeeper | null;
  readonly #presence: PeerPresence;
  readonly #talk: LateTalk;
  readonly #items: ShownItems;
  readonly #receipts: ReceiptSender;
  readonly #typing: OwnTyping;
  readonly #looking: OwnLooking | null;
  readonly #sentChecks: readonly SentCheck[];
  readonly #snapshot = new Derived<ThreadSnapshot>(() => this.#compute());
  readonly #stops: (() => void)[] = [];
  #operatorId: string | null = null;
  #error: ClientErrorCode | null = null;
  /** Read here, which the server may not know yet: the badge goes at once. */
  #readUpTo = 0;
  #unsent: { all: readonly OutboxEntry[]; own: readonly OutboxEntry[] } | null = null;

  readonly getSnapshot = this.#snapshot.getSnapshot;
  readonly subscribe = this.#snapshot.subscribe;
  readonly attached: Thread['attached'];
  /** The same store for the same file, so that a screen may ask for it each time that it renders. */
  readonly #urls = new Map<string, Store<AttachmentUrls>>();

  constructor(options: ThreadOptions) {
    this.#options = options;
    const { api, conversationId, side, patience, outbox } = options;
    this.conversationId = conversationId;
    const onChange = () => this.#snapshot.invalidate();
    this.attached = options.files.attachedTo(conversationId);
    const sentCheck = (kind: OutboxEntry['kind'], feed: () => ConversationFeed | NoteFeed | null): SentCheck =>
      new SentCheck({
        clock: patience.clock,
        log: () => (feed()?.state === 'ready' ? (feed()?.log ?? null) : null),
        entries: () => this.#ownUnsent().filter((entry) => (entry.kind === 'note') === (kind === 'note')),
        offerAgain: () => outbox.offerAgain(conversationId, kind),
      });
    const messageCheck = sentCheck('message', () => this.#feed);
    const noteCheck = sentCheck('note', () => this.#notes);
    this.#sentChecks = [messageCheck, noteCheck];
    this.#feed = new ConversationFeed({
      api,
      conversationId,
      side,
      patience,
      onChange: () => {
        messageCheck.look();
        this.#keeper?.keep();
        onChange();
      },
      onEvent: (event) => this.#heard(event),
      onReset: () => {
        this.#readUpTo = 0;
        this.#talk.reset();
        outbox.offerAgain(conversationId, 'message');
      },
    });
    const onReset = () => outbox.offerAgain(conversationId, 'note');
    const onEnd = (error: ParleyError) => this.#fail(error);
    const onNotes = () => {
      noteCheck.look();
      this.#keeper?.keep();
      onChange();
    };
    this.#notes = options.openNotes?.({ api, conversationId, patience, onChange: onNotes, onReset, onEnd }) ?? null;
    this.#keeper =
      options.openKeeper?.({
        conversationId,
        feed: this.#feed,
        notes: this.#notes,
        operatorId: () => this.#operatorId,
        onShown: (operatorId) => {
          this.#operatorId ??= operatorId;
          onChange();
        },
      }) ?? null;
    this.#talk = new LateTalk({ api, conversationId, patience, closing: options.closing }, () => {
      this.#items.forget();
      onChange();
    });
    this.#items = new ShownItems(this.#talk);
    this.#presence = new PeerPresence(side, patience.clock, onChange);
    this.#receipts = new ReceiptSender({
      clock: patience.clock,
      known: () => this.#known(),
      send: (receipt, seq) => {
        const procedure = api.conversation[receipt === 'read' ? 'markRead' : 'markDelivered'];
        return untilAnswered(() => procedure.mutate({ conversationId, seq }), patience, options.closing);
      },
    });
    this.#typing = new OwnTyping((typing, text) => this.#tellTyping(typing, text), patience.clock);
    this.#looking =
      options.openLooking?.({
        clock: patience.clock,
        tell: (looking) => {
          if (options.isOnline()) api.presence.setLooking.mutate({ conversationId, looking }).catch(() => undefined);
        },
      }) ?? null;
  }

  start(): void {
    const { api, conversationId, outbox } = this.#options;
    const onOutbox = () => {
      for (const check of this.#sentChecks) check.look();
      this.#snapshot.invalidate();
    };
    this.#stops.push(
      outbox.subscribe(onOutbox),
      this.#options.files.uploads.subscribe(() => this.#snapshot.invalidate()),
    );
    const presence = api.presence.events.subscribe(
      { conversationId },
      {
        onStarted: () => this.#presence.restart(),
        onData: (event) => this.#presence.take(event),
        // Whatever ends presence ends the conversation's stream too, which says so.
        onError: () => this.#presence.restart(),
      },
    );
    this.#stops.push(
      () => presence.unsubscribe(),
      closeWith(this.#options.closing, () => this.close()),
    );
    void this.#keeper?.show();
    void this.#load().catch((cause: unknown) => this.#fail(parleyErrorOf(cause)));
  }

  send(text: string, attachmentIds: readonly string[] = [], more: { replyTo?: string } = {}) {
    this.#typing.set(false);
    const { id, acknowledged } = this.#options.outbox.add('message', this.conversationId, text, attachmentIds, more);
    return { messageId: id, acknowledged };
  }

  change(messageId: string, change: MessageChange) {
    const said = { change: { ...change, messageId } };
    const { id, acknowledged } = this.#options.outbox.add('change', this.conversationId, '', [], said);
    return { changeId: id, acknowledged };
  }

  attach(file: Blob, name?: string): string {
    return this.#options.files.attach(this.conversationId, file, name);
  }

  detach(attachmentId: string): void {
    this.#options.files.detach(attachmentId);
  }

  retryUpload(attachmentId: string): void {
    this.#options.files.retry(attachmentId);
  }

  urls(attachmentId: string): Store<AttachmentUrls> {
    const load = async () => (await this.#options.files.load()).urls(this.conversationId, attachmentId);
    const urls = this.#urls.get(attachmentId) ?? lateUrls(load);
    this.#urls.set(attachmentId, urls);
    return urls;
  }

  addNote(text: string, mentions: readonly string[] = []) {
    const said = mentions.length === 0 ? {} : { mentions };
    const { id, acknowledged } = this.#options.outbox.add('note', this.conversationId, text, [], said);
    return { messageId: id, acknowledged };
  }

  retry(messageId: string): void {
    this.#options.outbox.retry(messageId);
  }

  discard(messageId: string): void {
    this.#options.outbox.discard(messageId);
  }

  async loadOlder(): Promise<void> {
    await this.#feed.loadOlder();
    await this.#reachNotes();
  }

  markRead(): void {
    this.#readUpTo = lastForeignSeq(this.#feed.log, this.#options.side);
    this.#receipts.note('read', this.#readUpTo);
    this.#notes?.see(this.#operatorId, firstLoaded(this.#feed.log));
    this.#snapshot.invalidate();
  }

  setTyping(typing: boolean, text?: string): void {
    this.#typing.set(typing, text);
  }

  setLooking(looking: boolean): void {
    this.#looking?.set(looking);
  }

  close(): void {
    this.#looking?.set(false);
    this.#typing.set(false);
    for (const stop of this.#stops) stop();
    for (const check of this.#sentChecks) check.close();
    this.#feed.close();
    this.#notes?.close();
    this.#talk.close();
    this.#presence.close();
    this.#receipts.close();
  }

  async #load(): Promise<void> {
    if (this.#options.side === 'operator') this.#operatorId = await this.#options.operatorId();
    await Promise.all([this.#feed.start(), this.#notes?.start()]);
    this.#receipts.note('delivered', lastForeignSeq(this.#feed.log, this.#options.side));
    await this.#reachNotes();
  }

  async #reachNotes(): Promise<void> {
    await this.#notes?.reach(this.#feed.log.events[0]?.seq ?? 0);
  }

  #heard(event: RecordedConversationEvent): void {
    if (event.type !== 'message' || event.actor.kind === this.#options.side) return;
    this.#receipts.note('delivered', event.seq);
  }

  /** Ephemeral: worth sending now or never. */
  #tellTyping(typing: boolean, text: string | undefined): void {
    if (!this.#options.isOnline()) return;
    const { api } = this.#options;
    const { conversationId } = this;
    const said = { conversationId, typing, ...(text === undefined ? {} : { text }) };
    api.presence.setTyping.mutate(said).catch(() => undefined);
  }

  #known(): { delivered: number; read: number } {
    const { receipts } = this.#feed.facts;
    const { side } = this.#options;
    return { delivered: receipts[`${side}Delivered`], read: receipts[`${side}Read`] };
  }

  #fail(error: ParleyError): void {
    this.#keeper?.forgetIfGone(error.code);
    this.#error = error.code;
    this.#snapshot.invalidate();
  }

  #compute(): ThreadSnapshot {
    const { facts, log, state, error, loadingOlder } = this.#feed;
    const failed = this.#error ?? error;
    const receipts = advanceReceipts(facts.receipts, this.#options.side, 'read', this.#readUpTo);
    return {
      ...facts,
      state: failed === null ? state : 'error',
      error: failed,
      isKept: this.#keeper?.isShown ?? false,
      items: this.#itemsOf(),
      hasMore: log.hasMore,
      loadingOlder,
      lastSeq: log.lastSeq,
      unread: this.#feed.unreadWith(receipts),
      typing: this.#presence.typing,
      preview: this.#presence.preview,
      looking: this.#presence.looking,
      peerOnline: this.#presence.peerOnline,
    };
  }

  #itemsOf(): readonly ThreadItem[] {
    const { log, facts } = this.#feed;
    return this.#items.of({
      log,
      notes: this.#notes?.log ?? NO_NOTES,
      weave: this.#notes?.weave,
      unsent: this.#ownUnsent(),
      uploads: this.#options.files.uploads.getSnapshot(),
      receipts: facts.receipts,
      self: { side: this.#options.side, operatorId: this.#operatorId },
    });
  }

  #ownUnsent(): readonly OutboxEntry[] {
    const all = this.#options.outbox.getSnapshot();
    if (this.#unsent?.all !== all) {
      this.#unsent = { all, own: all.filter((entry) => entry.conversationId === this.conversationId) };
    }
    return this.#unsent.own;
  }
}

const NO_NOTES: ThreadSources['notes'] = emptyLog();
