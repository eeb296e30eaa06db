/** The public types of the check before a call. */

export interface CallCheckOptions {
  /** With `video` the camera is looked at too. Default `audio`. */
  media?: 'audio' | 'video';
  /** Ids of devices, instead of the browser's own choice. */
  devices?: { microphone?: string; camera?: string };
}

export type DeviceFinding =
  | 'ok'
  /** It was not asked for. */
  | 'skipped'
  /** The visitor, the browser or the page's policy says no. */
  | 'MEDIA_DENIED'
  | 'NO_DEVICE'
  /** Another program has it. */
  | 'DEVICE_BUSY'
  /** The browser has no such thing, or the page is not secure. */
  | 'NOT_SUPPORTED';

export type NetworkFinding =
  | 'ok'
  /** The server has no relay: calls work where both networks allow a straight connection. */
  | 'no_relay'
  /** Calls work by TCP alone, and may stutter. */
  | 'UDP_BLOCKED'
  | 'RELAY_UNREACHABLE'
  /** This browser does not say whether the relay answers. */
  | 'unknown'
  | 'OFFLINE';

export interface CallCheckFindings {
  /** `null`: still being looked at. */
  microphone: DeviceFinding | null;
  camera: DeviceFinding | null;
  network: NetworkFinding | null;
  /** How loud the microphone is, 0 to 1. */
  level: number;
  /** For a `<video>` that shows the camera's picture; mute it. */
  stream: MediaStream | null;
  /** What can be chosen from; labels are known once the visitor has said yes. */
  microphones: readonly MediaDeviceInfo[];
  cameras: readonly MediaDeviceInfo[];
  speakers: readonly MediaDeviceInfo[];
}

/** Changes as it finds out; fits React's `useSyncExternalStore`. */
export interface WidgetCallCheck {
  readonly getSnapshot: () => CallCheckFindings;
  /** @returns a function that ends the listening. */
  readonly subscribe: (listener: () => void) => () => void;
  again(): void;
  /** Lets go of the devices. */
  close(): void;
}
