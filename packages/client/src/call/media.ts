/** Microphone, camera and WebRTC, as the surroundings offer them. */
import type { CallMedia } from '@parley/api/contract/views';
import { ParleyError, parleyErrorOf } from '../errors.ts';

export interface MediaEnvironment {
  getUserMedia(constraints: MediaStreamConstraints): Promise<MediaStream>;
  createPeer(configuration: RTCConfiguration): RTCPeerConnection;
  createStream(): MediaStream;
}

/** The browser's. Where there is none (Node, an insecure page) each use fails with NOT_SUPPORTED. */
export const browserMedia: MediaEnvironment = {
  async getUserMedia(constraints) {
    // Absent on pages without https, whatever the type says.
    const devices: MediaDevices | undefined = globalThis.navigator?.mediaDevices;
    if (!devices) throw new ParleyError('NOT_SUPPORTED', { message: 'no media devices here; calls need https' });
    return devices.getUserMedia(constraints);
  },
  createPeer(configuration) {
    if (typeof RTCPeerConnection === 'undefined') throw new ParleyError('NOT_SUPPORTED', { message: 'no WebRTC here' });
    return new RTCPeerConnection(configuration);
  },
  createStream: () => new MediaStream(),
};

const AUDIO: MediaTrackConstraints = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };
const VIDEO: MediaTrackConstraints = { width: { ideal: 1280 }, height: { ideal: 720 }, facingMode: 'user' };

/**
 * Asks the person for the devices of a call. A camera that is missing, taken or refused leaves a call with voice alone.
 * @throws ParleyError MEDIA_DENIED, NO_DEVICE, DEVICE_BUSY, NOT_SUPPORTED
 */
export async function openDevices(environment: MediaEnvironment, media: CallMedia): Promise<MediaStream> {
  try {
    return await environment.getUserMedia({ audio: AUDIO, video: media === 'video' ? VIDEO : false });
  } catch (cause) {
    const error = parleyErrorOf(cause);
    if (media === 'audio' || error.code === 'NOT_SUPPORTED') throw error;
    return openDevices(environment, 'audio');
  }
}

/** @throws ParleyError as `openDevices` */
export async function openCamera(environment: MediaEnvironment): Promise<MediaStreamTrack> {
  try {
    const [track] = (await environment.getUserMedia({ video: VIDEO })).getVideoTracks();
    if (!track) throw new ParleyError('NO_DEVICE');
    return track;
  } catch (cause) {
    throw parleyErrorOf(cause);
  }
}

export function stopTracks(stream: MediaStream | null): void {
  for (const track of stream?.getTracks() ?? []) track.stop();
}
