import { deepEqual } from 'node:assert/strict';
import { describe, test } from 'vitest';
import { faultsOf, type CallRecord } from './calls.ts';

const well: CallRecord = {
  id: 'c',
  state: 'ended',
  aside: false,
  reason: 'completed',
  told: ['completed'],
  toldLast: true,
  inThread: ['completed'],
  signals: 0,
  leases: 0,
};

const tales: Record<string, { change: Partial<CallRecord>; found: string }> = {
  'one that lives': {
    change: { state: 'reconnecting' },
    found: 'is stuck: it is reconnecting when all is quiet (CL1)',
  },
  'one that ended twice': {
    change: { told: ['completed', 'completed'] },
    found: 'ended 2 times in its log, last: true (CL1)',
  },
  'one that was told to go on': { change: { toldLast: false }, found: 'ended 1 times in its log, last: false (CL1)' },
  'one whose thread knows nothing of its end': { change: { inThread: [] }, found: 'ended 0 times in its thread (CL1)' },
  'one between colleagues that the thread knows': {
    change: { aside: true },
    found: 'ended 1 times in its thread (CL1)',
  },
  'one that others know another end of': {
    change: { inThread: ['peer_left'] },
    found: 'ended as completed, and others are told peer_left (CL1)',
  },
  'one whose signals are kept': {
    change: { signals: 2 },
    found: 'is over, and 2 of its signals can still be read (CL2)',
  },
  'one that somebody is still in': { change: { leases: 1 }, found: 'is over, and 1 devices are still in it (CL1)' },
};

describe('calls, when all is quiet', () => {
  test.each(Object.entries(tales))('%s', (_, { change, found }) => {
    deepEqual(faultsOf({ ...well, ...change }), [`call c ${found}`]);
  });
  test('one that ended as it should', () => deepEqual(faultsOf(well), []));
});
