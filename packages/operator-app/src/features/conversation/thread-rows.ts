import type { MessageItem, ThreadItem } from '@parley/client';
import { dayKey } from '../../lib/format-time.ts';

/** What the list shows, one row each. A day and the unread line stand before the item that they introduce. */
export type ThreadRow =
  | { kind: 'day'; key: string; at: Date }
  | { kind: 'unread'; key: string }
  | { kind: 'item'; key: string; item: ThreadItem; startsGroup: boolean; endsGroup: boolean };

/** Messages of one author within this time are shown as one group. */
const GROUP_MS = 5 * 60_000;

/** `unreadAfter`: the unread line stands before the other side's first message past this seq; `null` for no line. */
export function threadRows(items: readonly ThreadItem[], unreadAfter: number | null): ThreadRow[] {
  const rows: ThreadRow[] = [];
  let lineDue = unreadAfter !== null;
  let previous: ThreadItem | undefined;
  items.forEach((item, index) => {
    const newDay = previous === undefined || dayKey(previous.at) !== dayKey(item.at);
    const line = lineDue && isUnread(item, unreadAfter ?? 0);
    if (newDay) rows.push({ kind: 'day', key: `day-${dayKey(item.at)}`, at: item.at });
    if (line) rows.push({ kind: 'unread', key: 'unread' });
    if (line) lineDue = false;
    const next = items[index + 1];
    rows.push({
      kind: 'item',
      key: item.key,
      item,
      startsGroup: newDay || line || !sameGroup(previous, item),
      endsGroup: !sameGroup(item, next) || (next !== undefined && dayKey(next.at) !== dayKey(item.at)),
    });
    previous = item;
  });
  return rows;
}

const isUnread = (item: ThreadItem, after: number): boolean =>
  item.kind === 'message' && item.from === 'visitor' && item.seq !== null && item.seq > after;

function sameGroup(a: ThreadItem | undefined, b: ThreadItem | undefined): boolean {
  if (a?.kind !== 'message' || b?.kind !== 'message') return false;
  return sameAuthor(a, b) && b.at.getTime() - a.at.getTime() < GROUP_MS;
}

const sameAuthor = (a: MessageItem, b: MessageItem): boolean =>
  a.from === b.from && (a.author?.id ?? null) === (b.author?.id ?? null);

/** Where the list counts from, so that there is room for older rows below zero: a million is past any thread. */
const START = 1_000_000;

export interface ListAnchor {
  /** Index that the list gives to its first row. */
  firstIndex: number;
  /** The oldest item and its index: it keeps this index when older ones come before it. */
  key: string | null;
  index: number;
}

export const NO_ANCHOR: ListAnchor = { firstIndex: START, key: null, index: START };

/** The anchor for the present rows, given the one before: what was on screen keeps its index, so nothing jumps. */
export function anchorRows(before: ListAnchor, rows: readonly ThreadRow[]): ListAnchor {
  const oldest = rows.findIndex((row) => row.kind === 'item');
  const oldestKey = rows[oldest]?.key;
  if (oldestKey === undefined) return NO_ANCHOR;
  const kept = before.key === null ? -1 : rows.findIndex((row) => row.key === before.key);
  const firstIndex = kept === -1 ? START : before.index - kept;
  const index = firstIndex + oldest;
  const same = before.firstIndex === firstIndex && before.key === oldestKey && before.index === index;
  return same ? before : { firstIndex, key: oldestKey, index };
}
