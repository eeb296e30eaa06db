/** One look at everything that a call needs, and another one when asked. What an earlier look still finds is dropped. */
import { openDevice, stopTracks, type MediaEnvironment } from '../call/media.ts';
import { parleyErrorOf } from '../errors.ts';
import type { Value } from '../store.ts';
import type { CallCheckSnapshot, DeviceFinding } from '../call-types.ts';
import { NOTHING_CHECKED, type OpenCheckOptions } from './check-handle.ts';
import { watchLevel } from './level-meter.ts';
import { checkNetwork } from './network-check.ts';

type CheckOptions = OpenCheckOptions & { environment: MediaEnvironment };

export class CheckSession {
  readonly #options: CheckOptions;
  readonly #snapshot: Value<CallCheckSnapshot>;
  #look = new AbortController();

  constructor(options: CheckOptions, snapshot: Value<CallCheckSnapshot>) {
    this.#options = options;
    this.#snapshot = snapshot;
  }

  begin(): void {
    this.close();
    this.#look = new AbortController();
    const { signal } = this.#look;
    // The devices to choose from stay: somebody may be choosing.
    const { microphones, cameras, speakers } = this.#snapshot.getSnapshot();
    this.#set(signal, { ...NOTHING_CHECKED, microphones, cameras, speakers });
    void this.#checkDevices(signal);
    void this.#checkNetwork(signal);
  }

  close(): void {
    this.#look.abort();
    this.#snapshot.set({ ...this.#snapshot.getSnapshot(), stream: null, level: 0 });
  }

  /** One after the other: a person is asked one question at a time. */
  async #checkDevices(signal: AbortSignal): Promise<void> {
    const { environment, media } = this.#options;
    const stopWatching = environment.onDeviceChange(() => void this.#list(signal));
    signal.addEventListener('abort', stopWatching);
    await this.#open('microphone', signal);
    if (media === 'video') await this.#open('camera', signal);
    else this.#set(signal, { camera: 'skipped' });
    await this.#list(signal);
  }

  async #open(kind: 'microphone' | 'camera', signal: AbortSignal): Promise<void> {
    const { environment, devices, clock } = this.#options;
    if (signal.aborted) return;
    try {
      const track = await openDevice(environment, kind, devices[kind]);
      if (signal.aborted) return track.stop();
      const stream = this.#snapshot.getSnapshot().stream ?? environment.createStream();
      stream.addTrack(track);
      signal.addEventListener('abort', () => stopTracks(stream));
      this.#set(signal, { [kind]: 'ok', stream });
    } catch (cause) {
      return this.#set(signal, { [kind]: findingOf(cause) });
    }
    const { stream } = this.#snapshot.getSnapshot();
    if (kind === 'microphone' && stream) watchLevel(stream, clock, signal, (level) => this.#set(signal, { level }));
  }

  async #list(signal: AbortSignal): Promise<void> {
    const devices = await this.#options.environment.devices().catch(() => []);
    const of = (kind: MediaDeviceKind) => devices.filter((device) => device.kind === kind);
    const [microphones, cameras, speakers] = [of('audioinput'), of('videoinput'), of('audiooutput')];
    this.#set(signal, { microphones, cameras, speakers });
  }

  async #checkNetwork(signal: AbortSignal): Promise<void> {
    this.#set(signal, { network: await checkNetwork(this.#options, signal) });
  }

  #set(signal: AbortSignal, facts: Partial<CallCheckSnapshot>): void {
    if (!signal.aborted) this.#snapshot.set({ ...this.#snapshot.getSnapshot(), ...facts });
  }
}

function findingOf(cause: unknown): DeviceFinding {
  const { code } = parleyErrorOf(cause);
  // Whatever else a browser says of a device: it can't be had now.
  return code === 'MEDIA_DENIED' || code === 'NO_DEVICE' || code === 'NOT_SUPPORTED' ? code : 'DEVICE_BUSY';
}
