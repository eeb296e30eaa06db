/**
 * What a call is to this device: the server's state (CL1) as seen from our part in it (`call-part`), and the moments of
 * our own that the server does not see (asking for the microphone). A pure table.
 *
 *   outgoing:  preparing ─▶ calling ─▶ ringing ─┐
 *                                               ├─▶ connecting ─▶ active ⇄ reconnecting ─▶ ended
 *   incoming:  incoming ⇄ preparing ────────────┘          (any ─▶ ended; ended absorbs)
 */
import type { CallPhase } from '../call-types.ts';

export type CallPhaseEvent =
  /** The person has been asked for the microphone. */
  | 'prepare'
  /** No microphone for our own call: it is not made. */
  | 'cannotCall'
  /** No microphone to answer with: it rings on. */
  | 'cannotAnswer'
  /** The person has hung up here; the server hears of it. */
  | 'leave'
  /** The server's state, from our part. */
  | 'calling'
  | 'ringing'
  | 'incoming'
  | 'connecting'
  | 'active'
  | 'reconnecting'
  | 'over';

type Row = Record<CallPhaseEvent, CallPhase>;

/** The server's word stands in every phase but the last. */
const SERVERS_WORD = {
  calling: 'calling',
  ringing: 'ringing',
  incoming: 'incoming',
  connecting: 'connecting',
  active: 'active',
  reconnecting: 'reconnecting',
  over: 'ended',
  leave: 'ended',
  cannotCall: 'ended',
} as const satisfies Partial<Row>;

export const PHASE_TABLE: Record<CallPhase, Row> = {
  preparing: { ...SERVERS_WORD, prepare: 'preparing', cannotAnswer: 'incoming' },
  calling: { ...SERVERS_WORD, prepare: 'calling', cannotAnswer: 'calling' },
  ringing: { ...SERVERS_WORD, prepare: 'ringing', cannotAnswer: 'ringing' },
  incoming: { ...SERVERS_WORD, prepare: 'preparing', cannotAnswer: 'incoming' },
  connecting: { ...SERVERS_WORD, prepare: 'connecting', cannotAnswer: 'connecting' },
  active: { ...SERVERS_WORD, prepare: 'active', cannotAnswer: 'active' },
  reconnecting: { ...SERVERS_WORD, prepare: 'reconnecting', cannotAnswer: 'reconnecting' },
  ended: {
    prepare: 'ended',
    cannotCall: 'ended',
    cannotAnswer: 'ended',
    leave: 'ended',
    calling: 'ended',
    ringing: 'ended',
    incoming: 'ended',
    connecting: 'ended',
    active: 'ended',
    reconnecting: 'ended',
    over: 'ended',
  },
};
