/** What the events of a conversation add up to, besides the thread itself. Pure. */
import type { MessageChangeEvent, RecordedConversationEvent } from '@parley/api/contract/events';
import type { ConversationStatus, Receipts, VisitorConversationView } from '@parley/api/contract/views';
import type { CallSide } from '@parley/api/contract/call-views';
import type { StreamLog } from './stream-log.ts';

export interface ConversationFacts {
  status: ConversationStatus;
  assignee: { id: string; name: string } | null;
  receipts: Receipts;
  liveCallId: string | null;
}

export const NO_FACTS: ConversationFacts = {
  status: 'open',
  assignee: null,
  receipts: { visitorDelivered: 0, visitorRead: 0, operatorDelivered: 0, operatorRead: 0 },
  liveCallId: null,
};

export function factsOfView(view: VisitorConversationView): ConversationFacts {
  const { status, assignee, receipts, liveCallId } = view;
  return { status, assignee, receipts, liveCallId };
}

export function fold(facts: ConversationFacts, event: RecordedConversationEvent): ConversationFacts {
  switch (event.type) {
    case 'message':
      // A message opens a snoozed or closed conversation; the server keeps no event of its own for that.
      return facts.status === 'open' ? facts : { ...facts, status: 'open' };
    case 'receipt':
      return { ...facts, receipts: advanceReceipts(facts.receipts, event.side, event.receipt, event.upTo) };
    case 'status':
      return { ...facts, status: event.status };
    case 'assigned':
      return { ...facts, assignee: event.operator };
    case 'call.started':
      return { ...facts, liveCallId: event.callId };
    case 'call.ended':
      return facts.liveCallId === event.callId ? { ...facts, liveCallId: null } : facts;
    default:
      // Changes of messages, and, of a newer server, what this page does not know.
      event satisfies MessageChangeEvent;
      return facts;
  }
}

/** Receipts only grow; what has been read has been delivered. */
export function advanceReceipts(
  receipts: Receipts,
  side: CallSide,
  receipt: 'delivered' | 'read',
  upTo: number,
): Receipts {
  const delivered = `${side}Delivered` as const;
  const read = `${side}Read` as const;
  const next = { ...receipts, [delivered]: Math.max(receipts[delivered], upTo) };
  if (receipt === 'read') next[read] = Math.max(receipts[read], upTo);
  return next;
}

/**
 * Messages of the other side that `side` has not read. `hidden` are those that the server counted in the
 * part of the thread that has not been loaded.
 */
export function countUnread(
  log: StreamLog<RecordedConversationEvent>,
  side: CallSide,
  receipts: Receipts,
  hidden: number,
): number {
  const read = receipts[`${side}Read`];
  const loaded = log.events.filter(
    (event) => event.type === 'message' && event.seq > read && !event.deleted && isOtherSides(event, side),
  ).length;
  const first = log.events[0]?.seq ?? 1;
  return log.hasMore && read < first - 1 ? loaded + hidden : loaded;
}

export function isOtherSides(event: RecordedConversationEvent, side: CallSide): boolean {
  return event.actor.kind !== side && event.actor.kind !== 'system';
}

/** The highest seq of the other side's messages: how far a receipt of ours has to reach. */
export function lastForeignSeq(log: StreamLog<RecordedConversationEvent>, side: CallSide): number {
  return log.events.findLast((event) => event.type === 'message' && event.actor.kind !== side)?.seq ?? 0;
}
