import type { CheckWords } from './check-words.ts';

export const words: CheckWords = {
  close: 'Close the check',
  looking: 'Checking',
  speak: 'Say something: the bar should move.',
  level: 'Microphone level',
  withCamera: 'Check the camera too',
  withoutCamera: 'Without the camera',
  ownPicture: 'Your camera’s picture',
  network: 'Network',
  again: 'Check again',
  microphoneIs: {
    ok: 'Your microphone works.',
    MEDIA_DENIED:
      'Your browser doesn’t allow the microphone here. Allow it by the icon next to the page’s address, then check again.',
    NO_DEVICE: 'No microphone was found. Plug one in, then check again.',
    DEVICE_BUSY: 'Another program is using your microphone. Close that program, then check again.',
    NOT_SUPPORTED: 'This browser can’t make calls. Use a current browser, over a secure connection.',
  },
  cameraIs: {
    ok: 'Your camera works.',
    MEDIA_DENIED:
      'Your browser doesn’t allow the camera here. Allow it by the icon next to the page’s address, then check again.',
    NO_DEVICE: 'No camera was found. You can call without one.',
    DEVICE_BUSY: 'Another program is using your camera. Close that program, or call without video.',
    NOT_SUPPORTED: 'This browser can’t use a camera. You can call without one.',
  },
  networkIs: {
    ok: 'Your network lets calls through.',
    no_relay: 'Calls work on most networks. If yours doesn’t connect, write to us instead.',
    UDP_BLOCKED:
      'Your network holds up part of a call’s traffic. Calls work but may stutter. Another network, such as a phone’s, is better.',
    RELAY_UNREACHABLE:
      'Your network doesn’t let calls through. Try another network, or without a VPN, or write to us instead.',
    unknown: 'This browser doesn’t say whether calls get through. If yours doesn’t connect, write to us instead.',
    OFFLINE: 'You’re offline. Check your internet connection, then check again.',
  },
};
