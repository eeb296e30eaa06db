import type { MessageItem, ThreadItem } from '@parley/client';
import { isMissed } from '../call/end-words.ts';

type CallItem = Extract<ThreadItem, { kind: 'call' }>;
type StatusItem = Extract<ThreadItem, { kind: 'status' }>;
type AssignedItem = Extract<ThreadItem, { kind: 'assigned' }>;

/** What the thread shows, line by line. */
export type Row =
  | { kind: 'day'; key: string; at: Date }
  | {
      kind: 'message';
      key: string;
      item: MessageItem;
      /** First and last of a group by one author. */
      first: boolean;
      last: boolean;
      /** Receipts stand under the newest of our messages only; a failed one always says so. */
      showState: boolean;
    }
  | {
      kind: 'line';
      key: string;
      item: CallItem | StatusItem | AssignedItem;
      /** A missed call that no other call came after. */
      callsBack: boolean;
    };

/** Messages of one author with less between them belong together. */
const GROUP_MS = 5 * 60 * 1000;

export function rowsOf(items: readonly ThreadItem[]): Row[] {
  const shown = items.filter((item) => item.kind !== 'note' && !isSilent(item));
  const newestOwn = shown.findLast((item) => item.kind === 'message' && item.mine)?.key;
  const newestCall = shown.findLast((item) => item.kind === 'call');
  const rows: Row[] = [];
  shown.forEach((item, index) => {
    const before = shown[index - 1];
    const after = shown[index + 1];
    if (before === undefined || !sameDay(before.at, item.at)) {
      rows.push({ kind: 'day', key: `day-${item.at.toDateString()}-${item.key}`, at: item.at });
    }
    if (item.kind === 'message') {
      rows.push({
        kind: 'message',
        key: item.key,
        item,
        first: before === undefined || !together(before, item),
        last: after === undefined || !together(item, after),
        showState: item.mine && (item.key === newestOwn || item.state === 'failed'),
      });
    } else if (item.kind !== 'note') {
      rows.push({ kind: 'line', key: item.key, item, callsBack: item === newestCall && isMissedCall(item) });
    }
  });
  return rows;
}

function isMissedCall(item: ThreadItem): boolean {
  return item.kind === 'call' && item.ended !== null && isMissed(item.ended.reason, item.caller === 'visitor');
}

/** Snoozing and handing back to the queue are the operators' own business. */
function isSilent(item: ThreadItem): boolean {
  return (item.kind === 'status' && item.status === 'snoozed') || (item.kind === 'assigned' && item.operator === null);
}

function together(one: ThreadItem, next: ThreadItem): boolean {
  if (one.kind !== 'message' || next.kind !== 'message') return false;
  const sameAuthor = one.from === next.from && (one.mine || one.author?.id === next.author?.id);
  return sameAuthor && sameDay(one.at, next.at) && next.at.getTime() - one.at.getTime() < GROUP_MS;
}

function sameDay(one: Date, other: Date): boolean {
  return one.toDateString() === other.toDateString();
}
