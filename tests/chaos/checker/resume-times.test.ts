import { deepEqual } from 'node:assert/strict';
import { describe, test } from 'vitest';
import type { HistoryEntry } from '../history/history.ts';
import { checkHistory } from './check-history.ts';
import { acked, applied, began, event, fault, sent } from './tell.ts';
import { log } from './turns.ts';

describe('the time to resume', () => {
  /** Two messages before a storm that lasts from 10 to 20, and a third long after it. */
  const tale = (...reader: HistoryEntry[]): HistoryEntry[] => [
    ...[sent(0, 'm1', 1), sent(1, 'm2', 2), sent(8_999, 'm3', 3)],
    ...[acked(2, 'm1', 1), acked(3, 'm2', 2), acked(9_001, 'm3', 3)],
    ...[fault(10, 'cut', 'begin'), ...reader, fault(20, 'cut', 'heal'), applied(9_000, 'r', 3, 'm3')],
    ...log('m1', 'm2', 'm3'),
  ];
  const times = async (history: readonly HistoryEntry[]) => (await checkHistory(history)).figures.resume.all;

  test('is how long a reader lacks what was acknowledged before the heal', async () => {
    const behind = tale(began('r'), applied(11, 'r', 1, 'm1'), applied(420, 'r', 2, 'm2'));
    deepEqual(await times(behind), { count: 1, p50: 400, p99: 400, max: 400 });
  });

  test('is nothing for one who came back with a cursor and lacks nothing', async () => {
    const back = tale(began('r', { from: `2.${event('m2')}` }));
    deepEqual(await times(back), { count: 1, p50: 0, p99: 0, max: 0 });
  });
});
