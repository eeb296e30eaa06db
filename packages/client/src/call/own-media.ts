/** What a person does with microphone, camera and screen in a call. They are opened when he has said so, and let go with the call. */
import type { CallMedia } from '@parley/api/contract/call-views';
import { parleyErrorOf, ParleyError } from '../errors.ts';
import type { DeviceChoice } from '../call-types.ts';
import type { CallValue } from './call-value.ts';
import { DeviceWatch } from './device-watch.ts';
import { openDevice, openDevices, openScreen, stopTracks, type MediaEnvironment } from './media.ts';
import { OwnTracks, type Source } from './own-tracks.ts';

export interface OwnMediaOptions {
  environment: MediaEnvironment;
  value: CallValue;
  /** Preferred, where they are there. */
  devices: DeviceChoice;
  /** Tracks have come or gone, or mean something else now. */
  onChange: () => void;
}

export class OwnMedia {
  readonly tracks: OwnTracks;
  readonly #environment: MediaEnvironment;
  readonly #value: CallValue;
  readonly #watch: DeviceWatch;
  #devices: DeviceChoice;
  readonly #busy: Record<Source, Promise<unknown>> = {
    microphone: Promise.resolve(),
    camera: Promise.resolve(),
    screen: Promise.resolve(),
  };

  constructor({ environment, value, devices, onChange }: OwnMediaOptions) {
    this.#environment = environment;
    this.#value = value;
    this.#devices = devices;
    this.tracks = new OwnTracks({ environment, value, onChange, onEnded: (source) => this.#ended(source) });
    this.#watch = new DeviceWatch(environment, value, (source) => this.#ended(source));
  }

  /** False when the call was over before the person was asked, or had answered. */
  async open(media: CallMedia): Promise<boolean> {
    if (this.#value.isOver) return false;
    const stream = await openDevices(this.#environment, media, this.#devices);
    if (this.#value.isOver) {
      stopTracks(stream);
      return false;
    }
    const [microphone = null] = stream.getAudioTracks();
    const [camera = null] = stream.getVideoTracks();
    this.tracks.open(microphone, camera);
    this.#watch.start();
    return true;
  }

  setMuted(muted: boolean): void {
    this.tracks.show({ muted });
  }

  setHeld(held: boolean): void {
    this.tracks.show({ held });
  }

  setCamera(on: boolean): Promise<void> {
    return this.#change('camera', on, () => openDevice(this.#environment, 'camera', this.#devices.camera));
  }

  setScreen(on: boolean): Promise<void> {
    return this.#change('screen', on, () => openScreen(this.#environment));
  }

  async useDevice(kind: 'microphone' | 'camera', deviceId: string): Promise<void> {
    this.#devices = { ...this.#devices, [kind]: deviceId };
    // A camera that is off is chosen for later.
    if (!this.tracks.isOpen || (kind === 'camera' && !this.tracks.has('camera'))) return;
    await this.#inTurn(kind, () => openDevice(this.#environment, kind, deviceId, true));
  }

  close(): void {
    this.#watch.stop();
    this.tracks.close();
  }

  async #change(source: Source, on: boolean, open: () => Promise<MediaStreamTrack | undefined>): Promise<void> {
    await this.#inTurn(source, async () => {
      if (on === this.tracks.has(source)) return undefined;
      return on ? open() : null;
    });
  }

  /** One after the other: of two cameras that open at once one would stay on for ever. `undefined`: all stays as it is. */
  #inTurn(source: Source, open: () => Promise<MediaStreamTrack | null | undefined>): Promise<void> {
    const turn = this.#busy[source].then(async () => {
      if (!this.tracks.isOpen) return;
      try {
        const track = await open();
        if (!this.tracks.isOpen) return track?.stop();
        if (track !== undefined) this.tracks.put(source, track, { error: null });
      } catch (cause) {
        const error = parleyErrorOf(cause);
        this.#value.set({ error: error.code });
        throw error;
      }
    });
    this.#busy[source] = turn.catch(() => undefined);
    return turn;
  }

  /**
   * Unplugged: whatever else there is takes over; without a microphone the call goes on, muted. Track and list of devices
   * both tell of it: whoever comes second finds another track in its place, and leaves that alone.
   */
  #ended(source: Source): void {
    const gone = this.tracks.get(source);
    const after = async () => {
      if (this.tracks.get(source) !== gone) return undefined;
      if (source === 'screen') return null;
      const other = await openDevice(this.#environment, source).catch((cause: unknown) => parleyErrorOf(cause));
      if (!(other instanceof ParleyError)) return other;
      this.tracks.put(source, null, source === 'microphone' ? { muted: true } : {});
      throw other;
    };
    void this.#inTurn(source, after).catch(() => undefined);
  }
}
