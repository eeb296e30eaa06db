import type { CallEvent, ConversationEvent, InboxEvent } from '@parley/api/contract/events';
import { parleyErrorOf, type Thread } from '@parley/client';
import type { Journal } from './journal.ts';

/** One reading of one stream, as it goes on. */
export interface Reader {
  readonly name: string;
  readonly stream: string;
  /** The last seq that it stands at. */
  readonly at: number;
  /** Has it been served since it began? */
  readonly isLive: boolean;
  /** Where another client would go on. */
  readonly cursor: string | null;
  /** On purpose: it owes nothing any more. */
  stop(): void;
}

type AnyEvent = ConversationEvent | InboxEvent | CallEvent;

interface Handlers<E> {
  onStarted: () => void;
  onData: (value: { id: string; data: E }) => void;
  onError: (cause: unknown) => void;
  onComplete?: () => void;
}

export interface WireOptions<E extends AnyEvent> {
  reader: string;
  client: string;
  stream: string;
  from: string | null;
  /** The device, for what is shown to it alone. */
  as?: string;
  subscribe(handlers: Handlers<E>): { unsubscribe(): void };
  onEvent?(event: E): void;
  /** The server has said all that there is to say. */
  onComplete?(): void;
}

/** What comes off the wire, one by one: nothing is forgiven here. */
export function readWire<E extends AnyEvent>(journal: Journal, options: WireOptions<E>): Reader {
  const { reader, client, stream, from, as } = options;
  let at = from === null ? 0 : Number.parseInt(from, 10);
  let cursor = from;
  let over = false;
  journal.write({ kind: 'began', reader, view: 'wire', client, stream, from, ...(as === undefined ? {} : { as }) });
  const end = (): void => {
    if (over) return;
    over = true;
    journal.write({ kind: 'ended', reader, stream });
  };
  let isLive = false;
  const subscription = options.subscribe({
    // Again after each reconnect.
    onStarted: () => {
      if (!isLive) journal.write({ kind: 'live', reader, stream });
      isLive = true;
    },
    onData: ({ id, data }) => {
      if (over) return;
      cursor = id;
      at = data.seq;
      if (data.type === 'reset') return journal.write({ kind: 'reset', reader, stream });
      journal.write({ kind: 'applied', reader, stream, seq: data.seq, event: data.id, message: messageOf(data) });
      options.onEvent?.(data);
    },
    onError: (cause) => {
      if (over) return;
      const { code, message } = parleyErrorOf(cause);
      // A call that was in the lost tail is not there any more; whoever followed it hears so.
      if (code !== 'NOT_FOUND' || !stream.startsWith('call:')) {
        journal.problem(`${reader} of ${stream} was ended by the server: ${code} ${message}`);
      }
      end();
      options.onComplete?.();
    },
    onComplete: () => {
      end();
      options.onComplete?.();
    },
  });
  return {
    name: reader,
    stream,
    get at() {
      return at;
    },
    get isLive() {
      return isLive;
    },
    get cursor() {
      return cursor;
    },
    stop: () => {
      end();
      subscription.unsubscribe();
    },
  };
}

function messageOf(event: Exclude<AnyEvent, { type: 'reset' }>): string | null {
  if ('changeId' in event) return event.changeId;
  if (event.type === 'message') return event.messageId;
  return event.type === 'signal' ? event.signalId : null;
}

/**
 * What the product's Thread shows of the log. It does not show events, so what is written down has the message's id
 * in the event's place, until `assembleHistory` knows better.
 */
export function readThread(
  journal: Journal,
  thread: Thread,
  { reader, client }: { reader: string; client: string },
): Reader {
  const stream = `conversation:${thread.conversationId}`;
  let shown = new Set<string>();
  let wasReady = false;
  const begin = (): void => journal.write({ kind: 'began', reader, view: 'thread', client, stream, from: null });
  const look = (): void => {
    const { state, error, items, lastSeq } = thread.getSnapshot();
    if (state === 'error') return journal.problem(`${reader} shows the error ${error}`);
    if (state === 'loading' && wasReady) {
      // The log lost its tail: it begins anew, with the newest page.
      shown = new Set();
      journal.write({ kind: 'reset', reader, stream });
      begin();
    }
    if (state === 'ready' && !wasReady) journal.write({ kind: 'live', reader, stream });
    wasReady = state === 'ready';
    const keys = new Set<string>();
    for (const item of items) {
      // What is acknowledged and not read yet stands at the end, and is no part of the log as shown.
      if (item.kind !== 'message' || item.seq === null || item.seq > lastSeq) continue;
      if (shown.has(item.key) && !keys.has(item.key)) {
        keys.add(item.key);
        continue;
      }
      keys.add(item.key);
      shown.add(item.key);
      journal.write({ kind: 'applied', reader, stream, seq: item.seq, event: item.key, message: item.key });
    }
  };
  begin();
  const unsubscribe = thread.subscribe(look);
  look();
  return {
    name: reader,
    stream,
    get at() {
      return thread.getSnapshot().lastSeq;
    },
    get isLive() {
      return wasReady;
    },
    cursor: null,
    stop: () => {
      unsubscribe();
      journal.write({ kind: 'ended', reader, stream });
    },
  };
}
