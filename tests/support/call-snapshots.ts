import type { CallSnapshot } from '@parley/client';

/** A call as it is before its first word. */
export const BEFORE_ANYTHING: CallSnapshot = {
  callId: '',
  conversationId: 'c1',
  phase: 'preparing',
  media: 'audio',
  caller: 'visitor',
  outgoing: false,
  peer: { name: null },
  muted: false,
  camera: false,
  screen: false,
  held: false,
  remote: { audio: true, video: false, screen: false, held: false },
  microphone: null,
  cameraId: null,
  quality: null,
  localStream: null,
  remoteStream: null,
  connectedAt: null,
  endReason: null,
  error: null,
  call: null,
};

/** A visitor's call that goes on. */
export const TALKING: CallSnapshot = {
  ...BEFORE_ANYTHING,
  callId: 'call',
  phase: 'active',
  caller: 'operator',
  peer: { name: 'Ann' },
};
