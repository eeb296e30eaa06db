import type { CallSnapshot } from '@parley/client';

/** A visitor's call that goes on. */
export const TALKING: CallSnapshot = {
  callId: 'call',
  conversationId: 'c1',
  phase: 'active',
  media: 'audio',
  caller: 'operator',
  outgoing: false,
  peer: { name: 'Ann' },
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
