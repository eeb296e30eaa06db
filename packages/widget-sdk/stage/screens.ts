import type { CallSnapshot } from '@parley/client';
import { FILE_SCREENS } from './files.ts';
import { face, ownFace, screen } from './pictures.ts';
import type { Script } from './scripted-client.ts';
import { call, check, ended, HELD_THERE, poor, unanswered } from './snapshots.ts';
import { missedCall, SOME_TALK } from './talk.ts';

/** What is pressed once the screen is there. */
export type Act = 'call' | 'decline' | 'more' | 'devices' | 'fold' | 'check' | 'checkCamera' | 'picture';
export interface Screen extends Script {
  acts?: readonly Act[];
}

const incoming = { phase: 'incoming', caller: 'operator', outgoing: false } as const;
const withFace = { remote: { audio: true, video: true, screen: false, held: false } };
const LONG = 'Dr. Maximiliane-Friederike von Hohenstein-Rothenburg zu Wartenfels';

type CallView = NonNullable<CallSnapshot['call']>;
const AT = new Date();
/** A colleague is asked to take the call over. */
const VIEW_IN_TRANSFER: CallView = {
  id: 'call-1',
  conversationId: 'c1',
  media: 'audio',
  state: 'active',
  version: 5,
  gen: 1,
  caller: { side: 'visitor', id: 'v1', name: 'Visitor', deviceId: 'd1' },
  callee: { side: 'operator', id: 'o1', name: 'Anna Lind', deviceId: 'd2' },
  offerer: 'visitor',
  relayOnly: true,
  transfer: null,
  transferring: true,
  endReason: null,
  createdAt: AT,
  answeredAt: AT,
  connectedAt: AT,
  endedAt: null,
  deadlineAt: null,
};
const VIEW_LISTENED: CallView = {
  ...VIEW_IN_TRANSFER,
  transferring: false,
  listeners: [{ id: 'o2', name: 'Ben Okafor' }],
};

/** Every screen of a call, by name. Functions: streams are made when they are shown. */
export const SCREENS: Record<string, () => Screen> = {
  'incoming-audio': () => ({ call: unanswered(incoming) }),
  'incoming-video': () => ({ call: unanswered({ ...incoming, media: 'video' }) }),
  preparing: () => ours(unanswered({ phase: 'preparing' })),
  calling: () => ours(unanswered({ phase: 'calling' })),
  ringing: () => ours(unanswered({ phase: 'ringing' })),
  connecting: () => ours(call({ phase: 'connecting', quality: null, connectedAt: null })),
  'active-audio': () => ours(call({})),
  'active-muted': () => ours(call({ muted: true, remote: { audio: false, video: false, screen: false, held: false } })),
  'active-video': () => ours(video({})),
  'own-screen': () => ours(call({ screen: true, localStream: screen() })),
  'own-screen-video': () => ours(video({ screen: true, localStream: screen() })),
  'remote-screen': () =>
    ours(video({ remote: { audio: true, video: true, screen: true, held: false }, remoteStream: screen() })),
  'held-here': () => ours(call({ held: true })),
  'held-there': () => ours(call({ remote: HELD_THERE })),
  reconnecting: () => ours(call({ phase: 'reconnecting' })),
  listened: () => ours(call({ call: VIEW_LISTENED })),
  'listened-long': () =>
    ours(call({ peer: { name: LONG }, call: { ...VIEW_LISTENED, listeners: [{ id: 'o2', name: LONG }] } })),
  'listened-video': () => ours(video({ call: VIEW_LISTENED })),
  'listened-small': () => ours(call({ call: VIEW_LISTENED }), 'fold'),
  transfer: () => ours(call({ remote: HELD_THERE, call: VIEW_IN_TRANSFER })),
  'poor-quality': () => ours(poor({})),
  'poor-quality-video': () => ours({ ...video({}), quality: poor({}).quality }),
  'long-name': () => ours(call({ peer: { name: LONG } })),
  'long-name-video': () => ours(video({ peer: { name: LONG } })),
  'more-menu': () => ours(call({}), 'more'),
  'more-menu-video': () => ours(video({}), 'more'),
  'device-menu': () => ours(video({}), 'more', 'devices'),
  'small-bar': () => ours(call({}), 'fold'),
  'small-bar-long': () => ours(call({ peer: { name: LONG } }), 'fold'),
  ...endings(),
  ...findings(),
  ...FILE_SCREENS,
  away: () => ({ online: false, items: SOME_TALK, acts: ['call'] }),
  'missed-call': () => ({ items: [...SOME_TALK, missedCall()] }),
  greeting: () => ({}),
};

function ours(snapshot: CallSnapshot, ...acts: Act[]): Screen {
  return { items: SOME_TALK, call: snapshot, acts: ['call', ...acts] };
}

function video(change: Partial<CallSnapshot>): CallSnapshot {
  return call({ media: 'video', camera: true, localStream: ownFace(), remoteStream: face(), ...withFace, ...change });
}

function endings(): Record<string, () => Screen> {
  const reasons = [
    'completed',
    'hangup_before_connect',
    'cancelled',
    'caller_left',
    'no_answer',
    'declined',
    'busy',
    'unreachable',
    'media_denied',
    'connect_failed',
    'media_lost',
    'peer_left',
    'max_duration',
    'policy',
  ] as const;
  const outgoing = reasons.map((reason) => [`ended-${reason}`, () => ours(ended(reason, true))] as const);
  const called = [
    ['ended-missed', () => ({ call: ended('no_answer', false), acts: ['decline'] })],
    ['ended-elsewhere', () => ({ call: ended('answered_elsewhere', false), acts: ['decline'] })],
    ['ended-denied-here', () => ours({ ...ended('media_denied', true), error: 'MEDIA_DENIED' })],
  ] as const;
  return Object.fromEntries([...outgoing, ...called]);
}

function findings(): Record<string, () => Screen> {
  const of =
    (change: Parameters<typeof check>[0], ...acts: Act[]) =>
    (): Screen => ({
      items: SOME_TALK,
      check: check(change),
      acts: ['check', ...acts],
    });
  return {
    'check-looking': of({ microphone: null, network: null, level: 0, microphones: [], cameras: [], speakers: [] }),
    'check-ok': of({}),
    'check-camera': () => of({ camera: 'ok', stream: ownFace() }, 'checkCamera')(),
    'check-microphone-denied': of({ microphone: 'MEDIA_DENIED', level: 0, microphones: [] }),
    'check-microphone-none': of({ microphone: 'NO_DEVICE', level: 0, microphones: [] }),
    'check-microphone-busy': of({ microphone: 'DEVICE_BUSY', level: 0 }),
    'check-not-supported': of({ microphone: 'NOT_SUPPORTED', level: 0, microphones: [], speakers: [] }),
    'check-camera-denied': of({ camera: 'MEDIA_DENIED', cameras: [] }, 'checkCamera'),
    'check-camera-none': of({ camera: 'NO_DEVICE', cameras: [] }, 'checkCamera'),
    'check-camera-busy': of({ camera: 'DEVICE_BUSY' }, 'checkCamera'),
    'check-no-relay': of({ network: 'no_relay' }),
    'check-udp-blocked': of({ network: 'UDP_BLOCKED' }),
    'check-relay-unreachable': of({ network: 'RELAY_UNREACHABLE' }),
    'check-unknown': of({ network: 'unknown' }),
    'check-offline': of({ network: 'OFFLINE' }),
  };
}
