/** What the client shows of calls. Hand-written, as `types.ts` is. */
import type { CallEndReason, CallMedia, CallQuality, CallView, LegSide } from '@parley/api/contract/call-views';
import type { ClientErrorCode, Store } from './types.ts';

export type CallPhase =
  /** Asking for microphone and camera. */
  | 'preparing'
  /** We call: the other side does not ring yet. */
  | 'calling'
  /** We call: it rings over there. */
  | 'ringing'
  /** We are being called. */
  | 'incoming'
  | 'connecting'
  | 'active'
  | 'reconnecting'
  | 'ended';

/** Ids of devices to begin with; another one is used where one of them is not there. */
export interface DeviceChoice {
  microphone?: string | undefined;
  camera?: string | undefined;
}

export interface CallSnapshot {
  callId: string;
  conversationId: string;
  phase: CallPhase;
  media: CallMedia;
  /** Which side called; `outgoing` tells whether that was us. */
  caller: LegSide;
  outgoing: boolean;
  /** The other one; the name is `null` until someone has accepted. */
  peer: { name: string | null };
  muted: boolean;
  /** Is our camera on? */
  camera: boolean;
  /** Do we share our screen? It takes the camera's place in what the other side sees. */
  screen: boolean;
  /** Have we put the other side on hold? */
  held: boolean;
  /**
   * What the other side says of its tracks; `screen`: its picture is a screen, `held`: it has put us on hold, `listener`: the
   * id of him of whom its person has been told that he listens.
   */
  remote: { audio: boolean; video: boolean; screen: boolean; held: boolean; listener?: string };
  /** Ids of the devices in use; `null` where none is. */
  microphone: string | null;
  /** Of the camera. */
  cameraId: string | null;
  /** How we hear the other side, of the last ten seconds; `null` while nothing is known. */
  quality: CallQuality | null;
  localStream: MediaStream | null;
  remoteStream: MediaStream | null;
  connectedAt: Date | null;
  /** With `ended`: the server's reason, or that another device or another operator has the call. */
  endReason: CallEndReason | 'answered_elsewhere' | 'declined_elsewhere' | null;
  /** What this device could not do, such as `MEDIA_DENIED`. */
  error: ClientErrorCode | null;
  /** The server's view, for those who want it all. */
  call: CallView | null;
}

export interface Call extends Store<CallSnapshot> {
  readonly callId: string;
  /** Takes an incoming call: asks for the microphone (and camera, if `media` is video), then tells the server. */
  accept(media?: CallMedia): Promise<void>;
  /** `device`: others ring on; `everyone`: nobody takes it. */
  decline(scope?: 'device' | 'everyone'): Promise<void>;
  /** Cancels or hangs up, whichever fits. */
  hangUp(): Promise<void>;
  setMuted(muted: boolean): void;
  /** @throws ParleyError MEDIA_DENIED, NO_DEVICE, DEVICE_BUSY */
  setCamera(on: boolean): Promise<void>;
  /** Asks the person what to share. That he changes his mind is no error; he may also stop by the browser's own button. */
  setScreen(on: boolean): Promise<void>;
  /** On hold nothing is sent to the other side and nothing of it is played. */
  setHeld(held: boolean): void;
  /** Another microphone or camera, in mid-call. @throws ParleyError as `setCamera` */
  useDevice(kind: 'microphone' | 'camera', deviceId: string): Promise<void>;
  /** Operators: a colleague's devices ring; who accepts has the call instead of us. Until then we keep it. */
  transfer(operatorId: string): Promise<void>;
  cancelTransfer(): Promise<void>;
  /**
   * Operators: puts the visitor on hold and asks a colleague, in a call of its own that the visitor learns nothing of. It
   * ends with this one. With `handOver` the colleague gets the visitor; after `hangUp` he is still on hold.
   */
  consult(operatorId: string): Call;
  /** Of a consult that the colleague has answered: his device has the visitor's call now, and ours has neither. */
  handOver(): Promise<void>;
  /** For tests and quality displays; `null` before there is a connection. */
  getStats(): Promise<RTCStatsReport | null>;
  /** Leaves the session without ending the call (the page goes away). */
  dispose(): void;
}

export type DeviceFinding = 'ok' | 'skipped' | 'MEDIA_DENIED' | 'NO_DEVICE' | 'DEVICE_BUSY' | 'NOT_SUPPORTED';
export type NetworkFinding =
  | 'ok'
  /** The server knows no relay: calls work where both networks allow a straight connection. */
  | 'no_relay'
  /** The relay answers by TCP alone: calls work, and may stutter. */
  | 'UDP_BLOCKED'
  | 'RELAY_UNREACHABLE'
  /** This browser does not say what has become of its question: the call will show. */
  | 'unknown'
  | 'OFFLINE';

export interface CallCheckSnapshot {
  /** `null`: still being looked at. */
  microphone: DeviceFinding | null;
  camera: DeviceFinding | null;
  network: NetworkFinding | null;
  /** How loud the microphone is, 0 to 1. */
  level: number;
  /** To show the camera's picture. */
  stream: MediaStream | null;
  /** What can be chosen from; labels are known once the person has said yes. */
  microphones: MediaDeviceInfo[];
  cameras: MediaDeviceInfo[];
  speakers: MediaDeviceInfo[];
}

/** Looks at microphone, camera and network before a call. `close()` lets go of the devices. */
export interface CallCheck extends Store<CallCheckSnapshot> {
  again(): void;
  close(): void;
}
