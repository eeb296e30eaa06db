/** From the log, the notes and the outbox to what a screen shows. Pure; an item stays the same object until it changes. */
import type {
  Actor,
  MessageChangeEvent,
  ReceiptEvent,
  RecordedConversationEvent,
  RecordedNoteEvent,
} from '@parley/api/contract/events';
import type { Receipts } from '@parley/api/contract/views';
import type { CallSide } from '@parley/api/contract/call-views';
import type { OutboxEntry } from '../outbox/outbox-state.ts';
import type { AttachmentItem, MessageState, ThreadItem } from '../types.ts';
import type { weaveNotes } from './note-items.ts';
import type { StreamLog } from './stream-log.ts';

export interface ThreadSources {
  log: StreamLog<RecordedConversationEvent>;
  notes: StreamLog<RecordedNoteEvent>;
  /** Where there are notes. */
  weave: typeof weaveNotes | undefined;
  /** This conversation's, in the order written. */
  unsent: readonly OutboxEntry[];
  /** Files of this device, by id: those of unsent messages, and of some that are sent. */
  uploads: ReadonlyMap<string, AttachmentItem>;
  receipts: Receipts;
  self: Self;
}

/** On whose behalf the thread is shown. */
export interface Self {
  side: CallSide;
  /** The operator's own id; visitors are told by their side. */
  operatorId: string | null;
}

/** Remembers items by event; entries vanish with the events they belong to. */
export class ItemCache {
  readonly #items = new WeakMap<object, ThreadItem>();

  /** The remembered item of `source`, or `fresh` if it says something new. */
  keep(source: object, fresh: ThreadItem): ThreadItem {
    const old = this.#items.get(source);
    if (old && sameItem(old, fresh)) return old;
    this.#items.set(source, fresh);
    return fresh;
  }
}

/** Where the part that is loaded begins. */
export const firstLoaded = ({ events, hasMore }: StreamLog<RecordedConversationEvent>): number =>
  hasMore ? (events[0]?.seq ?? 1) : 0;

export function threadItems(sources: ThreadSources, cache: ItemCache): readonly ThreadItem[] {
  const { log, notes, weave, unsent } = sources;
  const ends = callEnds(log.events);
  const starts = new Set(log.events.flatMap((event) => (event.type === 'call.started' ? [event.callId] : [])));
  const items: ThreadItem[] = [];
  const notesUpTo = weave?.(notes, firstLoaded(log), cache) ?? (() => []);
  for (const event of log.events) {
    items.push(...notesUpTo(event.seq - 1));
    const item = itemOf(event, sources, ends, starts);
    if (item) items.push(cache.keep(event, item));
  }
  items.push(...notesUpTo(Number.POSITIVE_INFINITY));
  const stored = storedIds(log, notes);
  for (const entry of unsent) {
    // A change shows where its message stands.
    if (entry.kind === 'change' || stored.has(entry.id) || isBeforeLoaded(entry, log)) continue;
    items.push(cache.keep(entry, unsentItem(entry, entry.kind, sources)));
  }
  return items;
}

function itemOf(
  event: RecordedConversationEvent,
  sources: ThreadSources,
  ends: ReadonlyMap<string, CallEnd>,
  starts: ReadonlySet<string>,
): ThreadItem | null {
  const { seq, at } = event;
  switch (event.type) {
    case 'message':
      return messageItem(event, sources);
    case 'status':
      return { kind: 'status', key: event.id, seq, at, status: event.status, by: nameOf(event.actor) };
    case 'assigned':
      return { kind: 'assigned', key: event.id, seq, at, operator: event.operator, by: nameOf(event.actor) };
    case 'call.started': {
      const { callId, media, caller } = event;
      return { kind: 'call', key: callId, seq, at, callId, media, caller, ended: ends.get(callId) ?? null };
    }
    case 'call.ended': {
      // One item per call, where it began; alone only while its beginning has not been loaded.
      const { callId, media, caller } = event;
      if (starts.has(callId)) return null;
      return { kind: 'call', key: callId, seq, at, callId, media, caller, ended: ends.get(callId) ?? null };
    }
    default:
      // What stands elsewhere, and, of a newer server, what this page does not know.
      event satisfies ReceiptEvent | MessageChangeEvent;
      return null;
  }
}

function messageItem(
  event: Extract<RecordedConversationEvent, { type: 'message' }>,
  { receipts, self, uploads }: ThreadSources,
): ThreadItem {
  const { actor, seq } = event;
  const ours = actor.kind === self.side;
  return {
    kind: 'message',
    key: event.messageId,
    seq,
    from: actor.kind,
    author: actor.kind === 'system' ? null : { id: actor.id, name: nameOf(actor) },
    mine: ours && (actor.kind === 'visitor' || actor.id === self.operatorId),
    text: event.caption ?? event.text,
    attachments: (event.attachments ?? []).map((view) => ({
      ...view,
      upload: null,
      blob: uploads.get(view.id)?.blob ?? null,
    })),
    at: event.at,
    state: ours ? receiptState(seq, receipts, self.side) : 'sent',
    error: null,
    changes: null,
    replyTo: null,
  };
}

/** How far the other side has come with our message. */
function receiptState(seq: number, receipts: Receipts, side: CallSide): MessageState {
  const other = side === 'visitor' ? 'operator' : 'visitor';
  if (receipts[`${other}Read`] >= seq) return 'read';
  return receipts[`${other}Delivered`] >= seq ? 'delivered' : 'sent';
}

function unsentItem(entry: OutboxEntry, kind: 'message' | 'note', { self, uploads }: ThreadSources): ThreadItem {
  const { id, text, files = [], mentions = [], phase } = entry;
  const error = phase.name === 'failed' ? phase.code : null;
  const common = { key: id, text, at: new Date(entry.writtenAt), state: stateOf(phase.name), error };
  const author = { id: self.operatorId ?? '', name: null };
  if (kind === 'note') return { kind, author, mentions, ...common };
  const seq = phase.name === 'sent' ? phase.seq : null;
  const here = files.flatMap((file) => uploads.get(file) ?? []);
  // Acknowledged, they are the server's: the event that is on its way changes nothing about them.
  const attachments = seq === null ? here : here.map((file) => ({ ...file, upload: null }));
  return {
    kind,
    seq,
    attachments,
    from: self.side,
    author: self.side === 'visitor' ? null : author,
    mine: true,
    changes: null,
    replyTo: null,
    ...common,
  };
}

/** What waits for its files waits like the others; each file tells how far it is. */
function stateOf(phase: OutboxEntry['phase']['name']): MessageState {
  return phase === 'uploading' ? 'queued' : phase;
}

/** An acknowledged message far up the thread belongs to a part that is not loaded: it must not show at the end. */
function isBeforeLoaded(entry: OutboxEntry, log: StreamLog<RecordedConversationEvent>): boolean {
  return entry.kind === 'message' && entry.phase.name === 'sent' && entry.phase.seq <= log.lastSeq;
}

function storedIds(log: StreamLog<RecordedConversationEvent>, notes: StreamLog<RecordedNoteEvent>): Set<string> {
  const ids = new Set(notes.events.map((note) => note.noteId));
  for (const event of log.events) if (event.type === 'message') ids.add(event.messageId);
  return ids;
}

type CallEnd = NonNullable<Extract<ThreadItem, { kind: 'call' }>['ended']>;

function callEnds(events: readonly RecordedConversationEvent[]): Map<string, CallEnd> {
  const ends = new Map<string, CallEnd>();
  for (const event of events) {
    if (event.type === 'call.ended') ends.set(event.callId, { reason: event.reason, durationMs: event.durationMs });
  }
  return ends;
}

export function nameOf(actor: Actor): string | null {
  return actor.kind === 'operator' ? actor.name : null;
}

/** Of one source only what can change is compared: a receipt's progress and a call's end. */
function sameItem(a: ThreadItem, b: ThreadItem): boolean {
  if (a.kind === 'message' && b.kind === 'message')
    return a.state === b.state && a.mine === b.mine && sameFiles(a.attachments, b.attachments);
  if (a.kind === 'call' && b.kind === 'call') return (a.ended === null) === (b.ended === null);
  return a.kind === b.kind;
}

function sameFiles(a: readonly AttachmentItem[], b: readonly AttachmentItem[]): boolean {
  return (
    a.length === b.length && a.every((file, index) => file.upload === b[index]?.upload && file.blob === b[index]?.blob)
  );
}
