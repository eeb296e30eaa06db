/**
 * The connection as a value: a total table of states × events, without I/O.
 *
 *            wanted                proven
 *   idle ──────────▶ connecting ──────────▶ online ◀─────────────┐
 *                        │                    │ lost             │ proven
 *                        │ deviceOffline      ▼                  │
 *                        ▼              reconnecting ────────────┤
 *                     offline ◀───────────────┘ deviceOffline    │
 *                        │ deviceOnline → reconnecting           │
 *                        └───────────────────────────────────────┘
 *   any ── refused, close ──▶ closed          closed ── renewed ──▶ connecting
 */
import type { ConnectionSnapshot } from '../types.ts';

export type RefusalReason = Exclude<Extract<ConnectionSnapshot, { state: 'closed' }>['reason'], 'closed'>;

export type ConnectionEvent =
  /** Something is to be sent for the first time. */
  | { type: 'wanted' }
  /** The next attempt is due at `retryAt`. */
  | { type: 'waiting'; attempt: number; retryAt: number }
  /** An attempt begins. */
  | { type: 'attempt'; attempt: number }
  /** The server answered: only this counts as online, an open socket does not. */
  | { type: 'proven'; transport: 'websocket' | 'http' }
  | { type: 'lost' }
  | { type: 'deviceOffline' }
  | { type: 'deviceOnline' }
  | { type: 'refused'; reason: RefusalReason }
  /** There are new credentials: a refusal no longer stands. */
  | { type: 'renewed' }
  | { type: 'close' };

type StateName = ConnectionSnapshot['state'];
type EventName = ConnectionEvent['type'];

const FROM_ANY = { refused: 'closed', close: 'closed' } as const;

export const CONNECTION_TABLE: Record<StateName, Record<EventName, StateName>> = {
  idle: {
    ...FROM_ANY,
    wanted: 'connecting',
    waiting: 'idle',
    attempt: 'connecting',
    proven: 'online',
    lost: 'idle',
    deviceOffline: 'idle',
    deviceOnline: 'idle',
    renewed: 'idle',
  },
  connecting: {
    ...FROM_ANY,
    wanted: 'connecting',
    waiting: 'connecting',
    attempt: 'connecting',
    proven: 'online',
    lost: 'connecting',
    deviceOffline: 'offline',
    deviceOnline: 'connecting',
    renewed: 'connecting',
  },
  online: {
    ...FROM_ANY,
    wanted: 'online',
    // A server that drains asks us to move: the old socket serves while the new one is waited for.
    waiting: 'online',
    attempt: 'online',
    proven: 'online',
    lost: 'reconnecting',
    // Only a hint; the driver asks the server and reports `lost` when it does not answer.
    deviceOffline: 'online',
    deviceOnline: 'online',
    renewed: 'reconnecting',
  },
  reconnecting: {
    ...FROM_ANY,
    wanted: 'reconnecting',
    waiting: 'reconnecting',
    attempt: 'reconnecting',
    proven: 'online',
    lost: 'reconnecting',
    deviceOffline: 'offline',
    deviceOnline: 'reconnecting',
    renewed: 'reconnecting',
  },
  offline: {
    ...FROM_ANY,
    wanted: 'offline',
    waiting: 'offline',
    attempt: 'offline',
    proven: 'online',
    lost: 'offline',
    deviceOffline: 'offline',
    deviceOnline: 'reconnecting',
    renewed: 'offline',
  },
  closed: {
    wanted: 'closed',
    waiting: 'closed',
    attempt: 'closed',
    proven: 'closed',
    lost: 'closed',
    deviceOffline: 'closed',
    deviceOnline: 'closed',
    refused: 'closed',
    renewed: 'connecting',
    close: 'closed',
  },
};

/** The next state; the same object when nothing changed. */
export function transition(state: ConnectionSnapshot, event: ConnectionEvent): ConnectionSnapshot {
  // What was closed by hand stays closed: new credentials can't reopen it.
  if (state.state === 'closed' && (state.reason === 'closed' || event.type !== 'renewed')) {
    return event.type === 'close' && state.reason !== 'closed' ? { state: 'closed', reason: 'closed' } : state;
  }
  const name = CONNECTION_TABLE[state.state][event.type];
  switch (name) {
    case 'online':
      return online(state, event);
    case 'reconnecting':
      return reconnecting(state, event);
    case 'closed':
      return { state: name, reason: event.type === 'refused' ? event.reason : 'closed' };
    case 'idle':
    case 'connecting':
    case 'offline':
      return state.state === name ? state : { state: name };
  }
}

function online(state: ConnectionSnapshot, event: ConnectionEvent): ConnectionSnapshot {
  if (event.type !== 'proven') return state;
  if (state.state === 'online' && state.transport === event.transport) return state;
  return { state: 'online', transport: event.transport };
}

function reconnecting(state: ConnectionSnapshot, event: ConnectionEvent): ConnectionSnapshot {
  if (event.type === 'waiting') return { state: 'reconnecting', attempt: event.attempt, retryAt: event.retryAt };
  if (event.type === 'attempt') return { state: 'reconnecting', attempt: event.attempt, retryAt: null };
  return state.state === 'reconnecting' ? state : { state: 'reconnecting', attempt: 0, retryAt: null };
}
