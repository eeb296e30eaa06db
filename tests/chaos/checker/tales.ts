/** Histories for the checker: of each kind of fault one that has it, and one that almost has. */
import type { HistoryEntry } from '../history/history.ts';
import type { FindingKind } from './findings.ts';
import { acked, applied, began, ended, refused, reset, sent, stored, won } from './tell.ts';
import { failover, inAStorm, lateAfter, lateWhen, lateWhile, log, signals, twoSights } from './turns.ts';

type Tale = readonly HistoryEntry[];

/** The first was acknowledged while the log's tail was being lost, the second came after that. */
const acrossFailover: Tale = [sent(0, 'm1', 1), acked(3, 'm1', 2), sent(10, 'm2', 2), ...failover(2, 5)];
const heardOfAll: Tale = [
  began('r', { stream: 'call:1' }),
  ...[1, 2, 3].map((seq) => applied(seq, 'r', seq, `s${seq}`)),
];
/** A page that was left: its message is found to be stored when all is over. */
const unheard: Tale = [sent(0, 'm1', 1), sent(10, 'm2', 2), acked(20_000, 'm1', 2, true)];

/** Each with what is found in it and its nearest neighbour, in which all is well. */
export const tales: Record<string, { kind: FindingKind; rule: string; found: Tale; well: Tale }> = {
  'an acknowledged message that is not in the log': {
    kind: 'lost',
    rule: 'EL1',
    found: [sent(0, 'm1', 1), acked(10, 'm1', 1)],
    well: [sent(0, 'm1', 1), acked(10, 'm1', 1), stored(1, 'm1')],
  },
  'a message that is stored elsewhere than acknowledged': {
    kind: 'lost',
    rule: 'EL1',
    found: [sent(0, 'm2', 1), acked(10, 'm2', 1), stored(1, 'm1'), stored(2, 'm2'), sent(0, 'm1', 0)],
    well: [sent(0, 'm2', 1), acked(10, 'm2', 2), stored(1, 'm1'), stored(2, 'm2'), sent(0, 'm1', 0)],
  },
  'a message that a failover lost and nobody brought back': {
    kind: 'lost',
    rule: 'EL1',
    found: [began('r'), sent(0, 'm1', 1), acked(25, 'm1', 1), ...failover(20, 30), reset(31, 'r')],
    well: [
      ...[began('r'), sent(0, 'm2', 1), acked(25, 'm2', 1), ...failover(20, 30), reset(31, 'r')],
      ...[applied(40, 'r', 1, 'x'), applied(40, 'r', 2, 'm2'), stored(1, 'x', null), stored(2, 'm2')],
    ],
  },
  'a message that moved though it was acknowledged before the failover began': {
    kind: 'lost',
    rule: 'EL1',
    found: [sent(0, 'm2', 1), acked(10, 'm2', 1), ...failover(20, 30), stored(1, 'x', null), stored(2, 'm2')],
    well: [sent(0, 'm2', 1), acked(25, 'm2', 1), ...failover(20, 30), stored(1, 'x', null), stored(2, 'm2')],
  },
  'a promise that was made again when nothing could be lost any more': {
    kind: 'lost',
    rule: 'EL1',
    found: [sent(0, 'm1', 1), acked(3, 'm1', 1), acked(60_000, 'm1', 2), ...failover(2, 5), stored(1, 'x', null)],
    well: [
      ...[sent(0, 'm1', 1), acked(3, 'm1', 1), acked(60_000, 'm1', 2), ...failover(2, 5)],
      ...[stored(1, 'x', null), stored(2, 'm1')],
    ],
  },
  'a reset though the log has lost nothing': {
    kind: 'divergent',
    rule: 'EL4',
    found: [began('r'), applied(1, 'r', 1, 'm1'), reset(2, 'r'), applied(3, 'r', 1, 'm1'), stored(1, 'm1')],
    well: [
      ...[began('r'), applied(1, 'r', 1, 'm1'), ...failover(1, 2), reset(2, 'r'), applied(3, 'r', 1, 'm1')],
      stored(1, 'm1'),
    ],
  },
  'a message that is stored anew in its old place': {
    kind: 'lost',
    rule: 'EL1',
    found: [sent(0, 'm1', 1), acked(10, 'm1', 1), { ...stored(1, 'm1'), at: 2_000 }],
    well: [sent(0, 'm1', 1), acked(10, 'm1', 1), ...failover(5, 30), { ...stored(1, 'm1'), at: 2_000 }],
  },
  'a stored event that a reader passed by': {
    kind: 'lost',
    rule: 'EL3',
    found: [began('r', { stream: 'call:1' }), applied(1, 'r', 1, 's1'), applied(2, 'r', 3, 's3'), ...signals('A')],
    well: [began('r', { stream: 'call:1' }), applied(1, 'r', 1, 's1'), applied(2, 'r', 3, 's3'), ...signals('B')],
  },
  'a reader that is left behind': {
    kind: 'lost',
    rule: 'EL3',
    found: [began('r'), applied(1, 'r', 1, 'm1'), stored(1, 'm1'), stored(2, 'm2')],
    well: [began('r'), applied(1, 'r', 1, 'm1'), ended(2, 'r'), stored(1, 'm1'), stored(2, 'm2')],
  },
  'a message that is stored twice': {
    kind: 'doubled',
    rule: 'EL6',
    found: [sent(0, 'm1', 1), stored(1, 'm1', 'm1', 'e1'), stored(2, 'm1', 'm1', 'e2')],
    well: [sent(0, 'm1', 1), sent(0, 'm2', 2), stored(1, 'm1', 'm1', 'e1'), stored(2, 'm2', 'm2', 'e2')],
  },
  'a message that nobody sent': {
    kind: 'doubled',
    rule: 'EL6',
    found: [sent(0, 'm1', 1), stored(1, 'm1'), stored(2, 'm2')],
    well: [sent(0, 'm1', 1), stored(1, 'm1'), stored(2, 'x', null)],
  },
  'an event that a reading applies twice': {
    kind: 'doubled',
    rule: 'EL3',
    found: [began('r'), applied(1, 'r', 1, 'm1'), applied(2, 'r', 1, 'm1'), stored(1, 'm1')],
    well: [
      ...[began('r'), applied(1, 'r', 1, 'm1'), ...failover(1, 2), reset(2, 'r'), applied(2, 'r', 1, 'm1')],
      stored(1, 'm1'),
    ],
  },
  'a reader that goes backwards': {
    kind: 'reordered',
    rule: 'EL3',
    found: [began('r', { from: 'now' }), applied(1, 'r', 2, 'm2'), applied(2, 'r', 1, 'm1'), ...log('m1', 'm2')],
    well: [began('r', { from: 'now' }), applied(1, 'r', 1, 'm1'), applied(2, 'r', 2, 'm2'), ...log('m1', 'm2')],
  },
  'two messages of a client that changed places': {
    kind: 'reordered',
    rule: 'CV1',
    found: [sent(0, 'm1', 1), sent(0, 'm2', 2), ...log('m2', 'm1')],
    well: [sent(0, 'm1', 1), sent(0, 'm2', 1, 'bob'), ...log('m2', 'm1')],
  },
  'two messages that changed places though their sender waited for each': {
    kind: 'reordered',
    rule: 'CV1',
    found: [sent(0, 'm1', 1), sent(9, 'm2', 2), acked(5, 'm1', 2), ...log('m2', 'm1')],
    well: [sent(0, 'm1', 1), sent(9, 'm2', 2), refused(5, 'm1'), ...log('m2', 'm1')],
  },
  'an order that a failover did not change': {
    kind: 'reordered',
    rule: 'CV1',
    found: [...acrossFailover, stored(1, 'm2'), { ...stored(2, 'm1'), at: 2 }],
    well: [...acrossFailover, stored(1, 'm2'), { ...stored(2, 'm1'), at: 2_000 }],
  },
  'an order that a failover did not change, of a message whose answer nobody heard': {
    kind: 'reordered',
    rule: 'CV1',
    found: [...unheard, ...failover(2, 5), stored(1, 'm2'), { ...stored(2, 'm1'), at: 1 }],
    well: [...unheard, ...failover(2, 5), stored(1, 'm2'), { ...stored(2, 'm1'), at: 2_000 }],
  },
  'a call with two winners': {
    kind: 'divergent',
    rule: 'CL1',
    found: [won(1, 'ann'), ...failover(2, 5), won(9, 'bob')],
    well: [won(3, 'ann'), ...failover(2, 5), won(9, 'bob')],
  },
  'an id with two places': {
    kind: 'divergent',
    rule: 'EL6',
    found: [sent(0, 'm2', 1), acked(1, 'm2', 2), acked(9, 'm2', 1), ...log('x', 'm2')],
    well: [sent(0, 'm2', 1), acked(1, 'm2', 2), acked(9, 'm2', 2), ...log('x', 'm2')],
  },
  'a history that did not happen': {
    kind: 'divergent',
    rule: 'EL4',
    found: [began('r'), applied(3, 'r', 1, 'gone'), ...failover(2, 5), stored(1, 'm1')],
    well: [
      ...[began('r'), applied(3, 'r', 1, 'gone'), ...failover(2, 5)],
      ...[reset(6, 'r'), applied(7, 'r', 1, 'm1'), stored(1, 'm1')],
    ],
  },
  'a history that was lost though it was shown before the failover began': {
    kind: 'divergent',
    rule: 'EL4',
    found: [began('r'), applied(1, 'r', 1, 'gone'), ended(9, 'r'), ...failover(2, 5), stored(1, 'm1')],
    well: [began('r'), applied(3, 'r', 1, 'gone'), ended(9, 'r'), ...failover(2, 5), stored(1, 'm1')],
  },
  'a history that did not happen, heard after the heal': {
    kind: 'divergent',
    rule: 'EL4',
    found: [began('r'), ...failover(2, 5), applied(9_000, 'r', 1, 'gone'), ended(9_001, 'r'), stored(1, 'm1')],
    well: [
      ...[began('r'), ...failover(2, 5), applied(4_000, 'r', 1, 'gone'), reset(9_000, 'r')],
      ...[applied(9_001, 'r', 1, 'm1'), stored(1, 'm1')],
    ],
  },
  'two readers who saw different events': {
    kind: 'divergent',
    rule: 'EL4',
    found: [...twoSights('gone', 'other'), stored(1, 'm1')],
    well: [...twoSights('gone', 'gone'), stored(1, 'm1')],
  },
  'a hole in the log': {
    kind: 'hole',
    rule: 'EL2',
    found: [stored(1, 'm1'), stored(3, 'm3')],
    well: [stored(1, 'm1'), stored(2, 'm2')],
  },
  'a hole in what a reader is handed': {
    kind: 'hole',
    rule: 'EL3',
    found: [began('r'), applied(1, 'r', 1, 'm1'), applied(2, 'r', 3, 'm3'), ...log('m1', 'm2', 'm3')],
    well: [began('r'), applied(1, 'r', 1, 'm1'), applied(2, 'r', 2, 'm2'), ...log('m1', 'm2')],
  },
  'a message that comes late': {
    kind: 'late',
    rule: 'EL5',
    found: [began('r'), sent(0, 'm1', 1), acked(10, 'm1', 1), applied(3_011, 'r', 1, 'm1'), stored(1, 'm1')],
    well: [began('r'), sent(0, 'm1', 1), acked(10, 'm1', 1), applied(3_010, 'r', 1, 'm1'), stored(1, 'm1')],
  },
  'a message that comes late though nothing but the bus is dead': {
    kind: 'late',
    rule: 'EL5',
    found: lateWhile({ onTime: true }),
    well: lateWhile({}),
  },
  'a message that comes late to one who is served': {
    kind: 'late',
    rule: 'EL5',
    found: lateWhen(10),
    well: lateWhen(6_000),
  },
  'a message that comes late long after a heal': {
    kind: 'late',
    rule: 'EL5',
    found: lateAfter(9_000),
    well: lateAfter(19_000),
  },
  'a message that comes after minutes, whatever the weather': {
    kind: 'late',
    rule: 'EL5',
    found: inAStorm(125_000),
    well: inAStorm(90_000),
  },
  'a signal that another device is told': {
    kind: 'leaked',
    rule: 'CL2',
    found: [...heardOfAll, ...signals('B')],
    well: [...heardOfAll, ...signals('A')],
  },
  'a buffer without bound': {
    kind: 'buffer',
    rule: 'TR5',
    found: [{ kind: 'gauge', at: 1, node: 'a', name: 'stalled-buffer-bytes', value: 9e6 }],
    well: [{ kind: 'gauge', at: 1, node: 'a', name: 'rss-bytes', value: 9e6 }],
  },
};
