/** Our microphone and camera: opened when a person has said so, let go with the call. */
import type { CallMedia } from '@parley/api/contract/views';
import { parleyErrorOf } from '../errors.ts';
import type { CallValue } from './call-value.ts';
import { openCamera, openDevices, stopTracks, type MediaEnvironment } from './media.ts';
import type { OurTracks } from './peer.ts';

export class OwnMedia implements OurTracks {
  readonly #environment: MediaEnvironment;
  readonly #value: CallValue;
  /** Tracks have come or gone, or are told to the other side as something else. */
  readonly #onChange: () => void;
  #stream: MediaStream | null = null;

  constructor(environment: MediaEnvironment, value: CallValue, onChange: () => void) {
    this.#environment = environment;
    this.#value = value;
    this.#onChange = onChange;
  }

  get isOpen(): boolean {
    return this.#stream !== null;
  }

  get stream(): MediaStream | null {
    return this.#stream;
  }

  track(kind: 'audio' | 'video'): MediaStreamTrack | null {
    return this.#stream?.getTracks().find((track) => track.kind === kind) ?? null;
  }

  /** False when the call was over before the person had answered. */
  async open(media: CallMedia): Promise<boolean> {
    const stream = await openDevices(this.#environment, media);
    if (this.#value.isOver) {
      stopTracks(stream);
      return false;
    }
    this.#stream = stream;
    for (const track of stream.getAudioTracks()) track.enabled = !this.#value.now.muted;
    this.#value.set({ localStream: stream, camera: stream.getVideoTracks().length > 0 });
    return true;
  }

  setMuted(muted: boolean): void {
    for (const track of this.#stream?.getAudioTracks() ?? []) track.enabled = !muted;
    this.#value.set({ muted });
    this.#onChange();
  }

  async setCamera(on: boolean): Promise<void> {
    const stream = this.#stream;
    if (!stream || on === this.#value.now.camera) return;
    try {
      const track = on ? await openCamera(this.#environment) : null;
      if (track && this.#value.isOver) return track.stop();
      for (const old of stream.getVideoTracks()) {
        old.stop();
        stream.removeTrack(old);
      }
      if (track) stream.addTrack(track);
      this.#value.set({ camera: on, error: null });
      this.#onChange();
    } catch (cause) {
      const error = parleyErrorOf(cause);
      this.#value.set({ error: error.code });
      throw error;
    }
  }

  close(): void {
    stopTracks(this.#stream);
    this.#stream = null;
    this.#value.set({ localStream: null, camera: false });
  }
}
