/** Microphone, camera and WebRTC, as the surroundings offer them. */
import type { CallMedia } from '@parley/api/contract/call-views';
import { ParleyError, parleyErrorOf } from '../errors.ts';
import type { DeviceChoice } from '../call-types.ts';

export interface MediaEnvironment {
  getUserMedia(constraints: MediaStreamConstraints): Promise<MediaStream>;
  getDisplayMedia(options: DisplayMediaStreamOptions): Promise<MediaStream>;
  devices(): Promise<MediaDeviceInfo[]>;
  /** Something was plugged in or out; the result stops listening. */
  onDeviceChange(listener: () => void): () => void;
  createPeer(configuration: RTCConfiguration): RTCPeerConnection;
  createStream(): MediaStream;
}

/** The browser's. Where there is none (Node, an insecure page) each use fails with NOT_SUPPORTED. */
export const browserMedia: MediaEnvironment = {
  async getUserMedia(constraints) {
    const devices = mediaDevices();
    if (!devices) throw new ParleyError('NOT_SUPPORTED', { message: 'no media devices here; calls need https' });
    return devices.getUserMedia(constraints);
  },
  async getDisplayMedia(options) {
    const devices = mediaDevices();
    // Phones have none, whatever the type says.
    if (!devices || !('getDisplayMedia' in devices)) throw new ParleyError('NOT_SUPPORTED');
    return devices.getDisplayMedia(options);
  },
  async devices() {
    return (await mediaDevices()?.enumerateDevices()) ?? [];
  },
  onDeviceChange(listener) {
    const devices = mediaDevices();
    devices?.addEventListener('devicechange', listener);
    return () => devices?.removeEventListener('devicechange', listener);
  },
  createPeer(configuration) {
    if (typeof RTCPeerConnection === 'undefined') throw new ParleyError('NOT_SUPPORTED', { message: 'no WebRTC here' });
    return new RTCPeerConnection(configuration);
  },
  createStream: () => new MediaStream(),
};

/** Absent on pages without https, whatever the type says. */
function mediaDevices(): MediaDevices | undefined {
  return globalThis.navigator?.mediaDevices;
}

const AUDIO: MediaTrackConstraints = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };
const VIDEO: MediaTrackConstraints = { width: { ideal: 1280 }, height: { ideal: 720 }, facingMode: 'user' };
const CONSTRAINTS = { microphone: AUDIO, camera: VIDEO };

/**
 * Asks the person for the devices of a call. A camera that is missing, taken or refused leaves a call with voice alone.
 * @throws ParleyError MEDIA_DENIED, NO_DEVICE, DEVICE_BUSY, NOT_SUPPORTED
 */
export async function openDevices(
  environment: MediaEnvironment,
  media: CallMedia,
  { microphone, camera }: DeviceChoice = {},
): Promise<MediaStream> {
  const audio = constraintsOf('microphone', microphone);
  try {
    return await environment.getUserMedia({ audio, video: media === 'video' && constraintsOf('camera', camera) });
  } catch (cause) {
    const error = parleyErrorOf(cause);
    if (media === 'audio' || error.code === 'NOT_SUPPORTED') throw error;
    return openDevices(environment, 'audio', { microphone });
  }
}

/**
 * One of the two, while the other is open already.
 * @param exactly not another one where this one is not there
 * @throws ParleyError as `openDevices`
 */
export async function openDevice(
  environment: MediaEnvironment,
  kind: 'microphone' | 'camera',
  deviceId?: string,
  exactly = false,
): Promise<MediaStreamTrack> {
  const constraints = constraintsOf(kind, deviceId, exactly);
  try {
    const stream = await environment.getUserMedia({ [kind === 'microphone' ? 'audio' : 'video']: constraints });
    const [track] = stream.getTracks();
    if (!track) throw new ParleyError('NO_DEVICE');
    return track;
  } catch (cause) {
    throw parleyErrorOf(cause);
  }
}

/** `undefined`: the person has changed his mind. @throws ParleyError NOT_SUPPORTED */
export async function openScreen(environment: MediaEnvironment): Promise<MediaStreamTrack | undefined> {
  try {
    const [track] = (await environment.getDisplayMedia({ video: true, audio: false })).getVideoTracks();
    // Letters are to be read: better fewer pictures than blurred ones.
    if (track) track.contentHint = 'detail';
    return track;
  } catch (cause) {
    const error = parleyErrorOf(cause);
    if (error.code === 'MEDIA_DENIED') return undefined;
    throw error;
  }
}

export function stopTracks(stream: MediaStream | null): void {
  for (const track of stream?.getTracks() ?? []) track.stop();
}

function constraintsOf(
  kind: 'microphone' | 'camera',
  deviceId: string | undefined,
  exactly = false,
): MediaTrackConstraints {
  if (deviceId === undefined) return CONSTRAINTS[kind];
  // Which camera is wanted is said, so which way it looks is not.
  const { facingMode: _facing, ...rest }: MediaTrackConstraints = CONSTRAINTS[kind];
  return { ...rest, deviceId: exactly ? { exact: deviceId } : { ideal: deviceId } };
}
