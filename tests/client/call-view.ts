import type { CallView } from '@parley/api/contract/call-views';

/** A visitor's call that rings. */
export const CALL_VIEW: CallView = {
  id: 'call',
  conversationId: 'c',
  media: 'audio',
  state: 'ringing',
  version: 1,
  gen: 0,
  caller: { side: 'visitor', id: 'v', name: 'Vera', deviceId: 'visitor-tab' },
  callee: null,
  offerer: 'visitor',
  relayOnly: false,
  transfer: null,
  endReason: null,
  createdAt: new Date(0),
  answeredAt: null,
  connectedAt: null,
  endedAt: null,
  deadlineAt: null,
};
