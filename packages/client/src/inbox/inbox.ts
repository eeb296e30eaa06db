/** An operator's inbox: a list read once, kept right by the inbox's stream, with who is there and what rings. */
import type { InboxEvent, InboxPointerEvent, PresenceEvent } from '@parley/api/contract/events';
import type { ConversationView } from '@parley/api/contract/views';
import { closeWith } from '../close-with.ts';
import type { Api } from '../connection/transport.ts';
import { untilAnswered, type Patience } from '../connection/until-answered.ts';
import { parleyErrorOf } from '../errors.ts';
import { inboxName, type Copies, type KeptInbox } from '../keeping/copies.ts';
import type { Shelf } from '../keeping/shelf.ts';
import { Derived, Listeners } from '../store.ts';
import { followStream } from '../timeline/follow-stream.ts';
import type { ClientErrorCode } from '../types.ts';
import { FILTER_QUERY, listed, merge, withPresence, type Conversations } from './inbox-list.ts';
import type { Inbox, InboxCounts, InboxFilter, InboxSnapshot } from './inbox-types.ts';
import { RingingCalls } from './ringing-calls.ts';

export interface InboxOptions {
  api: Api;
  patience: Patience;
  projectId: string;
  /** Aborted when the client closes. */
  closing: AbortSignal;
  /** Ours: whoever wants to listen asks the device that has the call. */
  deviceId: string;
  operatorId(): Promise<string>;
  shelf: Shelf;
  copies: Copies;
}

/** A node of an older version tells fewer. */
const NO_COUNTS: InboxCounts = { open: 0, mine: 0, unassigned: 0, closed: 0, unread: 0, mentions: 0 };

/** A few screens of rows. */
const KEPT_VIEWS = 100;

/** What was said before is read by nobody any more. */
const TAKEN_BACK: ReadonlySet<InboxPointerEvent['what']> = new Set(['message.edited', 'message.deleted'] as const);

/** Counts are asked for once per burst of events. */
const COUNT_DEBOUNCE_MS = 300;

export function openInbox(options: InboxOptions): Inbox {
  const inbox = new LiveInbox(options);
  inbox.start();
  return inbox;
}

class LiveInbox implements Inbox {
  readonly #options: InboxOptions;
  readonly #snapshot = new Derived<InboxSnapshot>(() => this.#compute());
  readonly #ringing: RingingCalls;
  readonly #closing = new AbortController();
  readonly #stops: (() => void)[] = [];
  readonly #news = new Listeners<InboxPointerEvent>();
  #stopFollowing: (() => void) | null = null;
  #cancelCount: (() => void) | null = null;
  #operatorId = '';
  #state: InboxSnapshot['state'] = 'loading';
  #error: ClientErrorCode | null = null;
  #filter: InboxFilter = 'open';
  /** Of the list of this filter, and whatever pointers told since it was asked for. */
  #known: Conversations = new Map();
  #nextCursor: string | null = null;
  #loadingMore = false;
  #counts: InboxCounts | null = null;
  /** Of what is known, what was kept here, while the server has not answered. */
  #kept: ReadonlySet<ConversationView> | null = null;
  #online: Set<string> | null = null;
  /** Grows with each list asked for; the answer to an older question is dropped. */
  #reading = 0;

  readonly getSnapshot = this.#snapshot.getSnapshot;
  readonly subscribe = this.#snapshot.subscribe;
  readonly onNews = this.#news.add;

  constructor(options: InboxOptions) {
    this.#options = options;
    this.#ringing = new RingingCalls(options.api, options.patience, options.deviceId, () =>
      this.#snapshot.invalidate(),
    );
  }

  start(): void {
    const { api, projectId } = this.#options;
    const presence = api.presence.events.subscribe(
      { projectId },
      {
        onStarted: () => this.#presenceBegins(),
        onData: (event) => this.#heardPresence(event),
        // The list's own subscription meets the same end and reports it.
        onError: () => undefined,
      },
    );
    this.#stops.push(
      () => presence.unsubscribe(),
      closeWith(this.#options.closing, () => this.close()),
    );
    this.#begin();
  }

  setFilter(filter: InboxFilter): void {
    if (filter === this.#filter) return;
    this.#filter = filter;
    // What was refused before may be allowed now: nothing is followed then, and nothing counted.
    if (this.#state === 'error') this.#begin();
    else this.#read(false);
  }

  async loadMore(): Promise<void> {
    const cursor = this.#nextCursor;
    if (cursor === null || this.#loadingMore) return;
    const reading = this.#reading;
    this.#loadingMore = true;
    this.#snapshot.invalidate();
    try {
      const page = await this.#list(cursor);
      if (reading !== this.#reading) return;
      this.#nextCursor = page.nextCursor;
      this.#learn(page.items, 'list');
    } finally {
      if (reading === this.#reading) this.#loadingMore = false;
      this.#snapshot.invalidate();
    }
  }

  close(): void {
    this.#closing.abort();
    for (const stop of this.#stops) stop();
    this.#stopFollowing?.();
    this.#cancelCount?.();
    this.#ringing.close();
  }

  /** At the start, and after the log has lost its tail. */
  #begin(): void {
    this.#read(true);
    this.#count();
  }

  #read(follow: boolean): void {
    const reading = ++this.#reading;
    this.#state = 'loading';
    this.#kept = null;
    this.#error = null;
    this.#known = new Map();
    this.#nextCursor = null;
    this.#loadingMore = false;
    this.#snapshot.invalidate();
    void this.#showKept(reading);
    this.#readList(reading, follow).catch((cause: unknown) => this.#fail(cause, reading));
  }

  async #readList(reading: number, follow: boolean): Promise<void> {
    this.#operatorId = await this.#options.operatorId();
    this.#ringing.identify(this.#operatorId);
    const page = await this.#list(null);
    if (reading !== this.#reading || this.#closing.signal.aborted) return;
    this.#nextCursor = page.nextCursor;
    this.#dropKept();
    this.#state = 'ready';
    this.#learn(page.items, 'list');
    if (!follow && this.#stopFollowing) return;
    this.#follow(page.inboxCursor);
    // A visitor may be ringing where this filter does not look.
    if (this.#filter === 'open') return;
    const { items } = await this.#list(null, 'open');
    if (!this.#closing.signal.aborted) for (const view of items) this.#ringing.take(view);
  }

  get #name(): string {
    return inboxName(this.#options.projectId, this.#filter);
  }

  async #showKept(reading: number): Promise<void> {
    const kept = await this.#options.shelf.take<KeptInbox>(this.#name);
    if (!kept || reading !== this.#reading || this.#state !== 'loading') return;
    this.#operatorId ||= kept.operatorId;
    this.#known = merge(this.#known, kept.views, 'list');
    this.#kept = new Set(kept.views);
    if (kept.counts) this.#counts ??= { ...NO_COUNTS, ...kept.counts };
    this.#snapshot.invalidate();
  }

  /** It has served; what pointers have brought meanwhile stays. */
  #dropKept(): void {
    const kept = this.#kept;
    if (kept === null) return;
    this.#known = new Map([...this.#known].filter(([, view]) => !kept.has(view)));
    this.#kept = null;
  }

  #keep(): void {
    const name = this.#name;
    this.#options.shelf.put(name, (): KeptInbox | null => {
      if (this.#state !== 'ready' || name !== this.#name) return null;
      const views = listed(this.#known, this.#filter, this.#operatorId, this.#online).slice(0, KEPT_VIEWS);
      return { operatorId: this.#operatorId, views, counts: this.#counts };
    });
  }

  #list(cursor: string | null, filter = this.#filter) {
    const { api, patience, projectId } = this.#options;
    const request = () => api.conversation.list.query({ projectId, ...FILTER_QUERY[filter], cursor });
    return untilAnswered(request, patience, this.#closing.signal);
  }

  #follow(cursor: string | null): void {
    const { api, patience, projectId } = this.#options;
    this.#stopFollowing?.();
    this.#stopFollowing = followStream<InboxEvent>({
      ...patience,
      cursor,
      // A pointer to a conversation that is no more is left out by the server.
      gapless: false,
      subscribe: (lastEventId, handlers) =>
        api.inbox.events.subscribe({ projectId, ...(lastEventId === null ? {} : { lastEventId }) }, handlers),
      onEvent: (event) => this.#take(event),
      onReset: () => {
        void this.#options.copies.sweep();
        this.#begin();
      },
      onEnd: (error) => this.#fail(error, this.#reading),
    });
  }

  #take(event: InboxEvent): void {
    if (event.type === 'erased') this.#drop(event.conversationId);
    else if (event.type === 'conversation') this.#hear(event);
    else return;
    this.#cancelCount ??= this.#options.patience.clock.after(COUNT_DEBOUNCE_MS, () => this.#count());
  }

  #hear(news: InboxPointerEvent): void {
    this.#learn([news.conversation], 'pointer');
    const { id, lastSeq } = news.conversation;
    if (TAKEN_BACK.has(news.what)) void this.#options.copies.dropOlder(id, lastSeq);
    this.#news.tell(news);
  }

  #drop(conversationId: string): void {
    const known = new Map(this.#known);
    known.delete(conversationId);
    this.#known = known;
    this.#ringing.forget(conversationId);
    this.#keep();
    void this.#options.copies.forget(conversationId);
    this.#snapshot.invalidate();
  }

  #learn(views: readonly ConversationView[], from: 'list' | 'pointer'): void {
    this.#known = merge(this.#known, views, from);
    this.#keep();
    for (const view of views) this.#ringing.take(this.#known.get(view.id) ?? view);
    this.#snapshot.invalidate();
  }

  #count(): void {
    const { api, patience, projectId } = this.#options;
    this.#cancelCount = null;
    untilAnswered(() => api.inbox.counts.query({ projectId }), patience, this.#closing.signal).then(
      (counts) => {
        this.#counts = { ...NO_COUNTS, ...counts };
        this.#keep();
        this.#snapshot.invalidate();
      },
      (cause: unknown) => this.#fail(cause, this.#reading),
    );
  }

  #presenceBegins(): void {
    this.#online = new Set();
    this.#snapshot.invalidate();
  }

  #heardPresence(event: PresenceEvent): void {
    if (event.type !== 'online' || event.who.kind !== 'visitor') return;
    const online = new Set(this.#online);
    if (event.online) online.add(event.who.id);
    else online.delete(event.who.id);
    this.#online = online;
    this.#snapshot.invalidate();
  }

  #fail(cause: unknown, reading: number): void {
    if (reading !== this.#reading || this.#closing.signal.aborted) return;
    const { code } = parleyErrorOf(cause);
    this.#dropKept();
    this.#state = 'error';
    this.#error = code;
    // Nothing of the project is ours to see any more.
    if (code === 'NOT_FOUND' || code === 'FORBIDDEN') void this.#options.copies.leave(this.#options.projectId);
    this.#snapshot.invalidate();
  }

  #compute(): InboxSnapshot {
    return {
      state: this.#state,
      error: this.#error,
      isKept: this.#kept !== null,
      filter: this.#filter,
      items: listed(this.#known, this.#filter, this.#operatorId, this.#online),
      hasMore: this.#nextCursor !== null,
      loadingMore: this.#loadingMore,
      counts: this.#counts,
      ringing: this.#ringing.list.map((ring) => ({
        ...ring,
        conversation: withPresence(ring.conversation, this.#online),
      })),
    };
  }
}
