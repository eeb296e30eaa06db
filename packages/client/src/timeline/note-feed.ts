/** The operators' private notes of one conversation; a stream of their own, merged into the thread by `afterSeq`. */
import type { NoteEvent, RecordedNoteEvent } from '@parley/api/contract/events';
import type { Api } from '../connection/transport.ts';
import { untilAnswered, type Patience } from '../connection/until-answered.ts';
import { parleyErrorOf, type ParleyError } from '../errors.ts';
import { followStream } from './follow-stream.ts';
import { notesFrom, weaveNotes } from './note-items.ts';
import { append, emptyLog, logOfPage, prepend, type StreamLog } from './stream-log.ts';

export interface NoteFeedOptions {
  api: Api;
  conversationId: string;
  patience: Patience;
  onChange(): void;
  onReset(): void;
  onEnd: (error: ParleyError) => void;
}

export class NoteFeed {
  readonly #options: NoteFeedOptions;
  #closing = new AbortController();
  #stopFollowing: (() => void) | null = null;
  #seenUpTo = 0;
  state: 'loading' | 'ready' = 'loading';
  log: StreamLog<RecordedNoteEvent> = emptyLog();
  readonly weave = weaveNotes;

  constructor(options: NoteFeedOptions) {
    this.#options = options;
  }

  async start(): Promise<void> {
    const { api, conversationId, patience } = this.#options;
    const { signal } = this.#closing;
    const page = await untilAnswered(() => api.note.list.query({ conversationId }), patience, signal);
    if (signal.aborted) return;
    this.log = logOfPage(page);
    this.state = 'ready';
    this.#stopFollowing = followStream<NoteEvent>({
      ...patience,
      cursor: this.log.cursor,
      gapless: true,
      subscribe: (lastEventId, handlers) =>
        api.note.events.subscribe({ conversationId, ...(lastEventId === null ? {} : { lastEventId }) }, handlers),
      onEvent: (event, cursor) => this.#take(event, cursor),
      onReset: () => this.#startAnew(),
      onEnd: this.#options.onEnd,
    });
    this.#options.onChange();
  }

  /** Loads notes until those that stand after `seq` are all here. */
  async reach(seq: number): Promise<void> {
    const { api, conversationId, patience } = this.#options;
    const { signal } = this.#closing;
    for (
      let first = this.log.events[0];
      first && this.log.hasMore && first.afterSeq >= seq;
      first = this.log.events[0]
    ) {
      const beforeSeq = first.seq;
      const page = await untilAnswered(() => api.note.list.query({ conversationId, beforeSeq }), patience, signal);
      if (signal.aborted) return;
      this.log = prepend(this.log, page);
      if (this.log.events[0] === first) return;
    }
    this.#options.onChange();
  }

  /** This operator has seen where these notes call him, of those that are shown from `firstSeq` on; the server is told once. */
  see(operatorId: string | null, firstSeq: number): void {
    const { api, conversationId, patience } = this.#options;
    const shown = notesFrom(this.log, firstSeq);
    const seq = shown.at(-1)?.seq ?? 0;
    const calls = shown.some((note) => note.seq > this.#seenUpTo && note.mentions?.some((id) => id === operatorId));
    if (!calls) return;
    const before = this.#seenUpTo;
    this.#seenUpTo = seq;
    const tell = () => api.note.see.mutate({ conversationId, seq });
    // He sees it again, or it was not for him to say.
    untilAnswered(tell, patience, this.#closing.signal).catch(() => (this.#seenUpTo = before));
  }

  close(): void {
    this.#closing.abort();
    this.#stopFollowing?.();
  }

  #take(event: NoteEvent, cursor: string): void {
    if (event.type === 'reset') return;
    this.log = append(this.log, cursor, event);
    this.#options.onChange();
  }

  #startAnew(): void {
    this.close();
    this.#closing = new AbortController();
    this.state = 'loading';
    this.log = emptyLog();
    this.#options.onReset();
    this.#options.onChange();
    void this.start().catch((cause: unknown) => this.#options.onEnd(parleyErrorOf(cause)));
  }
}
