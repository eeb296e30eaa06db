/** Turns of events that tales are put together from. */
import type { HistoryEntry } from '../history/history.ts';
import { acked, applied, began, ended, fault, sent, stored } from './tell.ts';

export function failover(from: number, to: number): HistoryEntry[] {
  return [fault(from, 'failover', 'begin', { losesTail: true }), fault(to, 'failover', 'heal')];
}

/** Three signals, the second for the leg `to`; the reader is leg A. */
export function signals(to: string): HistoryEntry[] {
  const at = (seq: number, only: string): HistoryEntry => ({
    ...stored(seq, `s${seq}`, null),
    stream: 'call:1',
    only,
  });
  return [at(1, 'A'), at(2, to), at(3, 'A')];
}

export function log(...names: string[]): HistoryEntry[] {
  return names.map((name, index) => stored(index + 1, name));
}

/** Both left with an event that the failover took from the log. */
export function twoSights(one: string, other: string): HistoryEntry[] {
  return [
    ...[began('r'), began('q'), applied(4, 'r', 1, one), applied(4, 'q', 1, other)],
    ...[ended(4, 'r'), ended(4, 'q'), ...failover(3, 5)],
  ];
}

/** Served since then, and a message that takes 9 s. */
export function lateWhen(live: number): HistoryEntry[] {
  return [
    ...[began('r'), { kind: 'live', at: live, reader: 'r', stream: 'conversation:c' } as const],
    ...[sent(0, 'm1', 1), acked(10, 'm1', 1), applied(9_000, 'r', 1, 'm1'), stored(1, 'm1')],
  ];
}

export function lateWhile(options: { onTime?: boolean }): HistoryEntry[] {
  return [
    ...[began('r'), fault(1, 'bus', 'begin', options), sent(2, 'm1', 1), acked(3, 'm1', 1)],
    ...[applied(9_000, 'r', 1, 'm1'), fault(9_001, 'bus', 'heal'), stored(1, 'm1')],
  ];
}

/** A message that is read at that moment, in a storm of minutes. */
export function inAStorm(read: number): HistoryEntry[] {
  return [
    ...[began('r'), fault(1, 'cut', 'begin'), sent(2, 'm1', 1), acked(3, 'm1', 1)],
    ...[applied(read, 'r', 1, 'm1'), fault(200_000, 'cut', 'heal'), stored(1, 'm1')],
  ];
}

/** A storm until 3 s, an event that shows when the reader is back, and a message at 10 s that takes 10 s. */
export function lateAfter(back: number): HistoryEntry[] {
  return [
    ...[began('r'), fault(1, 'cut', 'begin'), fault(3_000, 'cut', 'heal'), applied(back, 'r', 1, 'x')],
    ...[sent(9_999, 'm2', 1), acked(10_000, 'm2', 2), applied(20_000, 'r', 2, 'm2')],
    ...[stored(1, 'x', null), stored(2, 'm2')],
  ];
}
