/** Devices that are plugged in and out during a call. A track that is cut off often says so itself, but not everywhere. */
import type { CallValue } from './call-value.ts';
import type { MediaEnvironment } from './media.ts';

export class DeviceWatch {
  readonly #environment: MediaEnvironment;
  readonly #value: CallValue;
  /** What we use is gone, or there may be a microphone again. */
  readonly #onGone: (source: 'microphone' | 'camera') => void;
  #stop: (() => void) | null = null;

  constructor(environment: MediaEnvironment, value: CallValue, onGone: (source: 'microphone' | 'camera') => void) {
    this.#environment = environment;
    this.#value = value;
    this.#onGone = onGone;
  }

  start(): void {
    this.#stop ??= this.#environment.onDeviceChange(() => void this.#look());
  }

  stop(): void {
    this.#stop?.();
    this.#stop = null;
  }

  async #look(): Promise<void> {
    const devices = await this.#environment.devices().catch(() => null);
    if (!this.#stop || devices === null) return;
    const { microphone, cameraId } = this.#value.now;
    const ids = (kind: MediaDeviceKind) =>
      devices.flatMap((device) => (device.kind === kind && device.deviceId !== '' ? [device.deviceId] : []));
    const [microphones, cameras] = [ids('audioinput'), ids('videoinput')];
    const isGone = microphone === null ? microphones.length > 0 : !microphones.includes(microphone);
    if (isGone) this.#onGone('microphone');
    if (cameraId !== null && !cameras.includes(cameraId)) this.#onGone('camera');
  }
}
