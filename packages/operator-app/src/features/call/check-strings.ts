import type { DeviceFinding, NetworkFinding } from '@parley/client';
import { wordsOf } from '../../locale/words.ts';

interface Finding {
  words: string;
  /** What the person can do about it. */
  help?: string;
  /** Calls work all the same. */
  mild?: true;
}

const { words } = wordsOf('call-check');

export const checkStrings = words({
  title: 'Check microphone and camera',
  close: 'Close',
  again: 'Check again',
  looking: 'Looking…',
  level: 'Microphone level',
  levelHint: 'Say something: the bar moves when you are heard.',
  picture: 'Your camera',
  testSound: 'Play a test sound',
  network: 'Network',
  speakerHint: 'You should hear two short tones.',
  microphone: {
    ok: { words: 'Your microphone works.' },
    skipped: { words: 'The microphone was not checked.', mild: true },
    MEDIA_DENIED: {
      words: 'The browser may not use the microphone.',
      help: 'Click the icon beside the address, allow the microphone for this page, and check again.',
    },
    NO_DEVICE: { words: 'No microphone was found.', help: 'Plug one in, or turn it on, and check again.' },
    DEVICE_BUSY: {
      words: 'Another program is using the microphone.',
      help: 'Close other calls and recorders, and check again.',
    },
    NOT_SUPPORTED: {
      words: 'This browser cannot use a microphone here.',
      help: 'Open Parley by https in a current browser.',
    },
  } satisfies Record<DeviceFinding, Finding>,
  camera: {
    ok: { words: 'Your camera works.' },
    skipped: { words: 'The camera was not checked.', mild: true },
    MEDIA_DENIED: {
      words: 'The browser may not use the camera.',
      help: 'Voice calls work. For video, click the icon beside the address, allow the camera, and check again.',
    },
    NO_DEVICE: { words: 'No camera was found.', help: 'Voice calls work. For video, plug one in and check again.' },
    DEVICE_BUSY: {
      words: 'Another program is using the camera.',
      help: 'Voice calls work. For video, close other calls and camera programs, and check again.',
    },
    NOT_SUPPORTED: {
      words: 'This browser cannot use a camera here.',
      help: 'Open Parley by https in a current browser.',
    },
  } satisfies Record<DeviceFinding, Finding>,
  networkFinding: {
    ok: { words: 'Calls can get through.' },
    no_relay: {
      words: 'No relay is set up.',
      mild: true,
      help: 'Calls work where both networks allow a direct connection. Your administrator can set up a TURN server.',
    },
    UDP_BLOCKED: {
      words: 'This network blocks UDP.',
      mild: true,
      help: 'Calls work over TCP, and may stutter. Another network, or a rule of your administrator for UDP, helps.',
    },
    RELAY_UNREACHABLE: {
      words: 'The relay does not answer.',
      help: 'Calls may not connect from this network. Try another one, and tell your administrator.',
    },
    unknown: {
      words: 'This browser does not say whether the relay answers.',
      mild: true,
      help: 'The next call will show. Another browser can tell before.',
    },
    OFFLINE: { words: 'The server cannot be reached.', help: 'Check your connection, then check again.' },
  } satisfies Record<NetworkFinding, Finding>,
});

export type FindingWords = Finding;
