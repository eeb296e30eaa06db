import type { CallParticipant, CallView } from '@parley/api/contract/call-views';
import type { CallSnapshot } from '@parley/client';
import { ANN, LONG_NAME, ME } from './people.ts';
import { faceStream, screenStream } from './pictures.ts';
import { ACTIVE, RINGING, VIEW } from './prepared-call.ts';
import type { Calls, Ring } from './prepared-desk.ts';

const active = (change: Partial<CallSnapshot>): (() => Calls) => {
  return () => ({ current: { ...ACTIVE, ...change } });
};
const outgoing = (phase: CallSnapshot['phase']) =>
  active({ phase, outgoing: true, caller: 'operator', peer: { name: null }, quality: null, connectedAt: null });
const ring = (name: string, page: string, change: Partial<CallSnapshot> = {}): Ring => ({
  name,
  page,
  snapshot: { ...RINGING, ...change },
});
const ada = ring('Ada Lovelace', 'Desk lamps – Lindqvist Lamps');
const handedOver: Partial<CallSnapshot> = {
  call: { ...VIEW, callee: ANN, transfer: { to: { id: ME.id, name: ME.name } } },
};
/** Between this operator and a colleague, whoever of them has the visitor. */
const between = (kind: 'consult' | 'listen', operator: CallParticipant, colleague: CallParticipant) =>
  ({ ...VIEW, id: 'side', beside: { kind, callId: VIEW.id, operator, colleague } }) satisfies CallView;
const beside = (kind: 'consult' | 'listen', phase: CallSnapshot['phase'], change: Partial<CallSnapshot> = {}) => {
  const snapshot = { ...ACTIVE, phase, outgoing: kind === 'consult', call: between(kind, ME, ANN) };
  return (): Calls => ({ current: { ...ACTIVE, ...change }, beside: { kind, snapshot } });
};
const inColleaguesCall = (kind: 'consult' | 'listen', change: Partial<CallSnapshot> = {}) =>
  active({ call: between(kind, ANN, ME), ...change });
const HELD = { held: true };
/** The visitor, of the listener. */
const TOLD = { remote: { ...ACTIVE.remote, listener: ANN.id } };
const video = (): Partial<CallSnapshot> => ({
  media: 'video',
  camera: true,
  remote: { ...ACTIVE.remote, video: true },
  localStream: faceStream(200),
  remoteStream: faceStream(30),
});

/** The calls of each scene; made when it is shown, because pictures need a page. */
export const CALL_SCENES: Record<string, () => Calls> = {
  'incoming-audio': () => ({ ringing: [ada] }),
  'incoming-video': () => ({ ringing: [ring('Ada Lovelace', 'Desk lamps', { media: 'video' })] }),
  'incoming-several': () => ({
    ringing: [
      ada,
      ring('Grace Hopper', 'Delivery and returns', { media: 'video' }),
      ring(LONG_NAME, 'A page with a title that is much too long for one line of this dialog'),
      ring('Visitor 4f2a', '', handedOver),
    ],
  }),
  'incoming-transfer': () => ({ ringing: [ring('Ada Lovelace', 'Desk lamps', handedOver)] }),
  'incoming-in-call': () => ({ current: ACTIVE, ringing: [ring('Grace Hopper', 'Delivery and returns')] }),
  'incoming-long-name': () => ({ ringing: [ring(LONG_NAME, 'Desk lamps', { media: 'video' })] }),
  preparing: outgoing('preparing'),
  calling: outgoing('calling'),
  ringing: outgoing('ringing'),
  connecting: active({ phase: 'connecting', quality: null, connectedAt: null }),
  'active-audio': active({}),
  'active-long-name': () => ({ current: ACTIVE, with: LONG_NAME }),
  'active-muted': active({ muted: true, remote: { ...ACTIVE.remote, audio: false } }),
  'active-video': () => ({ current: { ...ACTIVE, ...video() } }),
  'active-camera-alone': () => ({ current: { ...ACTIVE, camera: true, localStream: faceStream(200) } }),
  'own-screen': () => ({ current: { ...ACTIVE, ...video(), screen: true, localStream: screenStream() } }),
  'remote-screen': () => ({
    current: {
      ...ACTIVE,
      ...video(),
      remote: { ...ACTIVE.remote, video: true, screen: true },
      remoteStream: screenStream(),
    },
  }),
  'held-here': active({ held: true }),
  'held-there': active({ remote: { ...ACTIVE.remote, held: true } }),
  'held-both-video': () => ({
    current: { ...ACTIVE, ...video(), held: true, remote: { ...ACTIVE.remote, held: true } },
  }),
  reconnecting: active({ phase: 'reconnecting', quality: null }),
  'quality-good': active({ quality: { mos: 3.8, lossPercent: 1.1, jitterMs: 12, roundTripMs: 160 } }),
  'quality-fair': active({ quality: { mos: 3.3, lossPercent: 4, jitterMs: 24, roundTripMs: 240 } }),
  'quality-poor': active({ quality: { mos: 2.8, lossPercent: 8.4, jitterMs: 40, roundTripMs: 380 } }),
  'quality-bad': active({ quality: { mos: 1.9, lossPercent: 21, jitterMs: 80, roundTripMs: null } }),
  'media-denied': active({ error: 'MEDIA_DENIED' }),
  'transfer-menu': active({}),
  'transfer-ringing': active({ call: { ...VIEW, transfer: { to: { id: ANN.id, name: ANN.name } } } }),
  'device-menu': active({}),
  'incoming-consult': () => ({
    ringing: [ring('Ada Lovelace', 'Desk lamps', { call: between('consult', ANN, ME) })],
  }),
  'consult-ringing': beside('consult', 'ringing', HELD),
  'consult-connecting': beside('consult', 'connecting', HELD),
  'consult-talking': beside('consult', 'active', HELD),
  'consult-reconnecting': beside('consult', 'reconnecting', HELD),
  'consult-long-name': () => ({ ...beside('consult', 'active', HELD)(), with: LONG_NAME }),
  'consulted-talking': inColleaguesCall('consult'),
  'consulted-muted': inColleaguesCall('consult', { muted: true }),
  'listen-asked': beside('listen', 'incoming'),
  'listen-joining': beside('listen', 'connecting'),
  'listen-untold': beside('listen', 'active'),
  'listen-on': beside('listen', 'active', TOLD),
  'listen-on-hold': beside('listen', 'active', { ...TOLD, ...HELD }),
  'listening-asking': inColleaguesCall('listen', { phase: 'ringing', quality: null, connectedAt: null }),
  'listening-on': inColleaguesCall('listen'),
  'listening-refused': inColleaguesCall('listen', { phase: 'ended', endReason: 'declined', connectedAt: null }),
};
