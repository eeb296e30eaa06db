/** The check before a call: what was found, and what to do about it. Loaded with it; what it is called is a word of calls. */
export interface CheckWords {
  close: string;
  looking: string;
  speak: string;
  level: string;
  withCamera: string;
  withoutCamera: string;
  ownPicture: string;
  network: string;
  again: string;
  microphoneIs: Record<DeviceWord, string>;
  cameraIs: Record<DeviceWord, string>;
  networkIs: Record<NetworkWord, string>;
}

export type DeviceWord = 'ok' | 'MEDIA_DENIED' | 'NO_DEVICE' | 'DEVICE_BUSY' | 'NOT_SUPPORTED';
export type NetworkWord = 'ok' | 'no_relay' | 'UDP_BLOCKED' | 'RELAY_UNREACHABLE' | 'unknown' | 'OFFLINE';
