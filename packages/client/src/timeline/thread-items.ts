/** From the log, the notes and the outbox to what a screen shows. Pure; an item stays the same object until it changes. */
import type { Actor, RecordedConversationEvent, RecordedNoteEvent } from '@parley/api/contract/events';
import type { CallSide, Receipts } from '@parley/api/contract/views';
import type { OutboxEntry } from '../outbox/outbox-state.ts';
import type { AttachmentItem, MessageState, ThreadItem } from '../types.ts';
import type { StreamLog } from './stream-log.ts';

export interface ThreadSources {
  log: StreamLog<RecordedConversationEvent>;
  notes: StreamLog<RecordedNoteEvent>;
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

export function threadItems(sources: ThreadSources, cache: ItemCache): readonly ThreadItem[] {
  const { log, notes, unsent } = sources;
  const ends = callEnds(log.events);
  const starts = new Set(log.events.flatMap((event) => (event.type === 'call.started' ? [event.callId] : [])));
  const items: ThreadItem[] = [];
  const firstSeq = log.hasMore ? (log.events[0]?.seq ?? 1) : 0;
  const waitingNotes = notes.events.filter((note) => note.afterSeq >= firstSeq);
  const takeNotes = (upTo: number) => {
    for (let note = waitingNotes[0]; note && note.afterSeq <= upTo; note = waitingNotes[0]) {
      waitingNotes.shift();
      items.push(cache.keep(note, noteItem(note)));
    }
  };
  for (const event of log.events) {
    takeNotes(event.seq - 1);
    const item = itemOf(event, sources, ends, starts);
    if (item) items.push(cache.keep(event, item));
  }
  takeNotes(Number.POSITIVE_INFINITY);
  const stored = storedIds(log, notes);
  for (const entry of unsent) {
    if (!stored.has(entry.id) && !isBeforeLoaded(entry, log)) items.push(cache.keep(entry, unsentItem(entry, sources)));
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
    case 'receipt':
      return null;
    default:
      // Of a newer server: what this page does not know passes it by.
      event satisfies never;
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
  };
}

/** How far the other side has come with our message. */
function receiptState(seq: number, receipts: Receipts, side: CallSide): MessageState {
  const other = side === 'visitor' ? 'operator' : 'visitor';
  if (receipts[`${other}Read`] >= seq) return 'read';
  return receipts[`${other}Delivered`] >= seq ? 'delivered' : 'sent';
}

function noteItem(note: RecordedNoteEvent): ThreadItem {
  const author =
    note.actor.kind === 'system' ? { id: '', name: null } : { id: note.actor.id, name: nameOf(note.actor) };
  return { kind: 'note', key: note.noteId, author, text: note.text, at: note.at, state: 'sent', error: null };
}

function unsentItem(entry: OutboxEntry, { self, uploads }: ThreadSources): ThreadItem {
  const { id, kind, text, files = [], phase } = entry;
  const error = phase.name === 'failed' ? phase.code : null;
  const common = { key: id, text, at: new Date(entry.writtenAt), state: stateOf(phase.name), error };
  const author = { id: self.operatorId ?? '', name: null };
  if (kind === 'note') return { kind, author, ...common };
  const seq = phase.name === 'sent' ? phase.seq : null;
  const attachments = files.flatMap((file) => uploads.get(file) ?? []);
  return {
    kind,
    seq,
    attachments,
    from: self.side,
    author: self.side === 'visitor' ? null : author,
    mine: true,
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

function nameOf(actor: Actor): string | null {
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
