import { describe, expect, test } from 'vitest';
import type { ConnectionSnapshot } from '../../packages/client/src/types.ts';
import {
  CONNECTION_TABLE,
  transition,
  type ConnectionEvent,
} from '../../packages/client/src/connection/connection-state.ts';

const STATES: Record<ConnectionSnapshot['state'], ConnectionSnapshot> = {
  idle: { state: 'idle' },
  connecting: { state: 'connecting' },
  online: { state: 'online', transport: 'websocket' },
  reconnecting: { state: 'reconnecting', attempt: 2, retryAt: 1_000 },
  offline: { state: 'offline' },
  closed: { state: 'closed', reason: 'unauthenticated' },
};

const EVENTS: Record<ConnectionEvent['type'], ConnectionEvent> = {
  wanted: { type: 'wanted' },
  waiting: { type: 'waiting', attempt: 3, retryAt: 5_000 },
  attempt: { type: 'attempt', attempt: 3 },
  proven: { type: 'proven', transport: 'http' },
  lost: { type: 'lost' },
  deviceOffline: { type: 'deviceOffline' },
  deviceOnline: { type: 'deviceOnline' },
  refused: { type: 'refused', reason: 'forbidden' },
  renewed: { type: 'renewed' },
  close: { type: 'close' },
};

const CELLS = Object.values(STATES).flatMap((state) => Object.values(EVENTS).map((event) => ({ state, event })));

describe('the connection as a table', () => {
  test.each(CELLS)('$state.state × $event.type leads where the table says', ({ state, event }) => {
    const next = transition(state, event);
    expect(next.state).toBe(CONNECTION_TABLE[state.state][event.type]);
    // The same object unless something changed: a screen renders for news alone.
    if (next !== state) expect(next).not.toEqual(state);
  });

  test('only an answer of the server makes it online, and it says over what', () => {
    for (const state of Object.values(STATES).filter(({ state: name }) => name !== 'online' && name !== 'closed')) {
      for (const event of Object.values(EVENTS)) {
        expect(transition(state, event).state === 'online').toBe(event.type === 'proven');
      }
    }
    expect(transition(STATES.connecting, EVENTS.proven)).toEqual({ state: 'online', transport: 'http' });
  });

  test('the countdown to the next attempt is shown, and its end', () => {
    const waiting = transition(STATES.reconnecting, EVENTS.waiting);
    expect(waiting).toEqual({ state: 'reconnecting', attempt: 3, retryAt: 5_000 });
    expect(transition(waiting, EVENTS.attempt)).toEqual({ state: 'reconnecting', attempt: 3, retryAt: null });
  });

  test('what the server refused opens again with new credentials; what was closed by hand never does', () => {
    expect(transition(STATES.closed, EVENTS.renewed)).toEqual({ state: 'connecting' });
    const byHand = transition(STATES.closed, EVENTS.close);
    expect(byHand).toEqual({ state: 'closed', reason: 'closed' });
    for (const event of Object.values(EVENTS)) expect(transition(byHand, event)).toBe(byHand);
  });
});
