import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { PresenceHub } from '../../packages/api/src/presence/presence-hub.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('an operator looks while any of his devices does, and others are told of the first and the last', () => {
  const hub = new PresenceHub();
  const who = { kind: 'operator', id: 'karl', name: 'Karl' } as const;
  const told: boolean[] = [];
  hub.listen(['looking:one'], (event) => void (event.type === 'looking' && told.push(event.looking)));
  const look = (deviceId: string, looking: boolean) => {
    hub.setLooking({ conversationId: 'one', who, deviceId, looking });
    vi.advanceTimersByTime(1_000);
  };
  look('desk', true);
  look('phone', true);
  look('phone', false);
  expect([hub.lookersOf('one'), told]).toEqual([[who], [true]]);
  look('tab', false);
  expect(told).toEqual([true]);
  look('desk', false);
  expect([hub.lookersOf('one'), told]).toEqual([[], [true, false]]);
  hub.close();
});
