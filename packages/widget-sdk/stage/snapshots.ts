import type { CallCheckSnapshot, CallSnapshot } from '@parley/client';

const QUALITY = { lossPercent: 0, jitterMs: 4, roundTripMs: 40 };

/** A call that goes well, and what is different this time. */
export function call(change: Partial<CallSnapshot>): CallSnapshot {
  return {
    callId: 'call-1',
    conversationId: 'c1',
    phase: 'active',
    media: 'audio',
    caller: 'visitor',
    outgoing: true,
    peer: { name: 'Anna Lind' },
    muted: false,
    camera: false,
    screen: false,
    held: false,
    remote: { audio: true, video: false, screen: false, held: false },
    microphone: 'default',
    cameraId: null,
    quality: { mos: 4.2, ...QUALITY },
    localStream: null,
    remoteStream: null,
    connectedAt: new Date(Date.now() - 83_000),
    endReason: null,
    error: null,
    call: null,
    ...change,
  };
}

/** Before anybody has accepted. */
export function unanswered(change: Partial<CallSnapshot>): CallSnapshot {
  return call({ peer: { name: null }, quality: null, connectedAt: null, microphone: null, ...change });
}

export function ended(reason: CallSnapshot['endReason'], outgoing: boolean): CallSnapshot {
  return unanswered({ phase: 'ended', endReason: reason, outgoing, caller: outgoing ? 'visitor' : 'operator' });
}

export const HELD_THERE = { audio: false, video: false, screen: false, held: true };

export function poor(change: Partial<CallSnapshot>): CallSnapshot {
  return call({ quality: { mos: 2.7, lossPercent: 9, jitterMs: 60, roundTripMs: 420 }, ...change });
}

export function check(change: Partial<CallCheckSnapshot>): CallCheckSnapshot {
  return {
    microphone: 'ok',
    camera: 'skipped',
    network: 'ok',
    level: 0.28,
    stream: null,
    microphones: [
      device('audioinput', 'default', 'MacBook Pro Microphone'),
      device('audioinput', 'b', 'Jabra Link 380'),
    ],
    cameras: [device('videoinput', 'c', 'FaceTime HD Camera')],
    speakers: [device('audiooutput', 'default', 'MacBook Pro Speakers')],
    ...change,
  };
}

function device(kind: MediaDeviceKind, deviceId: string, label: string): MediaDeviceInfo {
  const facts = { kind, deviceId, label, groupId: 'g' };
  return { ...facts, toJSON: () => facts };
}
