/**
 * A stretch of one stream as this reader holds it: contiguous, in order, each event once (EL3). Pure.
 * Live and replayed events enter through `admit` alone; older pages are put before with `prepend`.
 */

interface Numbered {
  seq: number;
}

export interface StreamLog<E extends Numbered> {
  /** Oldest first; seqs without a hole. */
  events: readonly E[];
  /** The last seq applied; 0 before the first. */
  lastSeq: number;
  /** Where the subscription goes on after `lastSeq`; `null`: from the beginning. */
  cursor: string | null;
  /** Are there events before the first one held? */
  hasMore: boolean;
}

/** What to do with an event: `gap` means that something before it is missing, so read again from the own cursor. */
export type Verdict = 'apply' | 'drop' | 'gap' | 'reset';

export function judge(lastSeq: number, event: { type: string; seq: number }): Verdict {
  if (event.type === 'reset') return 'reset';
  if (event.seq <= lastSeq) return 'drop';
  return event.seq === lastSeq + 1 ? 'apply' : 'gap';
}

export function emptyLog<E extends Numbered>(): StreamLog<E> {
  return { events: [], lastSeq: 0, cursor: null, hasMore: false };
}

export function logOfPage<E extends Numbered>(page: {
  items: readonly E[];
  hasMore: boolean;
  cursor: string | null;
}): StreamLog<E> {
  const lastSeq = page.items.at(-1)?.seq ?? 0;
  return { events: page.items, lastSeq, cursor: page.cursor, hasMore: page.hasMore };
}

/** Adds the event that `judge` called `apply`. */
export function append<E extends Numbered>(log: StreamLog<E>, cursor: string, event: E): StreamLog<E> {
  return { ...log, events: [...log.events, event], lastSeq: event.seq, cursor };
}

/** Puts an older page before what is held; whatever does not join without a hole is left out. */
export function prepend<E extends Numbered>(
  log: StreamLog<E>,
  page: { items: readonly E[]; hasMore: boolean },
): StreamLog<E> {
  const first = log.events[0]?.seq ?? log.lastSeq + 1;
  const older = page.items.filter((event) => event.seq < first);
  if (older.length > 0 && older.at(-1)?.seq !== first - 1) return log;
  return { ...log, events: [...older, ...log.events], hasMore: page.hasMore };
}
