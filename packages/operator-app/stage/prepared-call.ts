import type { CallView } from '@parley/api/contract/call-views';
import type { Call, CallSnapshot } from '@parley/client';
import { createValueStore } from '../src/lib/value-store.ts';
import { CONVERSATION, ME, VISITOR } from './people.ts';

const MINUTE_MS = 60_000;
const connected = new Date(Date.now() - 3.2 * MINUTE_MS);

export const VIEW: CallView = {
  id: 'call',
  conversationId: CONVERSATION.id,
  media: 'audio',
  state: 'active',
  version: 3,
  gen: 1,
  caller: VISITOR,
  callee: ME,
  offerer: 'visitor',
  relayOnly: true,
  transfer: null,
  endReason: null,
  createdAt: connected,
  answeredAt: connected,
  connectedAt: connected,
  endedAt: null,
  deadlineAt: null,
};

export const ACTIVE: CallSnapshot = {
  callId: VIEW.id,
  conversationId: CONVERSATION.id,
  phase: 'active',
  media: 'audio',
  caller: 'visitor',
  outgoing: false,
  peer: { name: VISITOR.name },
  muted: false,
  camera: false,
  screen: false,
  held: false,
  remote: { audio: true, video: false, screen: false, held: false },
  microphone: 'desk',
  cameraId: null,
  quality: { mos: 4.3, lossPercent: 0.2, jitterMs: 4, roundTripMs: 46 },
  localStream: null,
  remoteStream: null,
  connectedAt: connected,
  endReason: null,
  error: null,
  call: VIEW,
};

export const RINGING: CallSnapshot = {
  ...ACTIVE,
  phase: 'incoming',
  quality: null,
  connectedAt: null,
  call: { ...VIEW, state: 'ringing', callee: null, answeredAt: null, connectedAt: null },
};

/** A call that stands still: everything can be pressed, nothing happens. */
export function preparedCall(snapshot: CallSnapshot): Call {
  const nothing = async () => undefined;
  return {
    ...createValueStore(snapshot),
    callId: snapshot.callId,
    accept: nothing,
    decline: nothing,
    hangUp: nothing,
    setMuted: () => undefined,
    setCamera: nothing,
    setScreen: nothing,
    setHeld: () => undefined,
    useDevice: nothing,
    transfer: nothing,
    cancelTransfer: nothing,
    consult: () => preparedCall({ ...snapshot, phase: 'calling', callId: 'consult' }),
    handOver: nothing,
    getStats: async () => null,
    dispose: () => undefined,
  };
}
