/**
 * What is sent in a call between two operators. Asking a colleague goes through the microphone that is open for the visitor,
 * for some systems open none twice. Whoever listens sends nothing and opens nothing; he gets a mix of the visitor's call.
 */
import type { LegSide, SideCallKind } from '@parley/api/contract/views';
import { ParleyError } from '../errors.ts';
import type { CallSnapshot, Store } from '../types.ts';
import { ListenersMix } from './listeners-mix.ts';
import type { MediaEnvironment } from './media.ts';

/** A call of our own between operators; `callId` is the visitor's call. */
export type SideStart = { kind: 'consult'; callId: string; operatorId: string } | { kind: 'listen'; callId: string };

export type RunningCalls = ReadonlySet<Store<CallSnapshot>>;

interface Place {
  kind: SideCallKind;
  /** The visitor's call. */
  callId: string;
  /** Ours. */
  side: LegSide;
  /** Unknown until the server has said something. */
  colleague?: { id: string };
}

export class SideMedia {
  /** In a visitor's call the one that was given. */
  readonly environment: MediaEnvironment;
  readonly #running: RunningCalls;
  readonly #place: () => Place | null;
  #mix: ListenersMix | null = null;

  constructor(given: MediaEnvironment, running: RunningCalls, place: () => Place | null) {
    this.#running = running;
    this.#place = place;
    this.environment = {
      getUserMedia: (constraints) => this.#open(given, constraints),
      getDisplayMedia: (options) => given.getDisplayMedia(options),
      devices: () => given.devices(),
      // Nobody needs a microphone who has none here.
      onDeviceChange: (listener) =>
        this.#place()?.kind === 'listen' ? () => undefined : given.onDeviceChange(listener),
      createPeer: (configuration) => given.createPeer(configuration),
      createStream: () => given.createStream(),
    };
  }

  get isBeside(): boolean {
    return this.#place() !== null;
  }

  close(): void {
    this.#mix?.close();
    this.#mix = null;
  }

  async #open(given: MediaEnvironment, constraints: MediaStreamConstraints): Promise<MediaStream> {
    const place = this.#place();
    if (place?.kind === 'listen') return place.side === 'colleague' ? given.createStream() : this.#openMix(place);
    const microphone = place?.side === 'operator' ? microphoneOf(this.#visitorsCall(place)) : null;
    // One that is chosen by name is meant.
    if (!microphone || !constraints.audio || isExact(constraints.audio)) return given.getUserMedia(constraints);
    const stream = given.createStream();
    stream.addTrack(microphone);
    return stream;
  }

  #openMix(place: Place): MediaStream {
    const call = this.#visitorsCall(place);
    if (!call || !place.colleague) throw new ParleyError('CALL_OVER');
    this.close();
    this.#mix = new ListenersMix(call, place.colleague.id);
    return this.#mix.stream;
  }

  #visitorsCall({ callId }: Place): Store<CallSnapshot> | undefined {
    return [...this.#running].find((each) => {
      const snapshot = each.getSnapshot();
      return snapshot.callId === callId && snapshot.phase !== 'ended';
    });
  }
}

/** A track of its own, whatever becomes of the other: on hold that one is silent. */
function microphoneOf(call: Store<CallSnapshot> | undefined): MediaStreamTrack | null {
  const [microphone] = call?.getSnapshot().localStream?.getAudioTracks() ?? [];
  if (microphone?.readyState !== 'live') return null;
  const own = microphone.clone();
  own.enabled = true;
  return own;
}

const isExact = (audio: MediaTrackConstraints | boolean): boolean =>
  typeof audio === 'object' && typeof audio.deviceId === 'object' && 'exact' in audio.deviceId;
