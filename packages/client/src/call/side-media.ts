/**
 * What is sent in a call between two operators. Asking a colleague goes through the microphone that is open for the visitor,
 * for some systems open none twice. Whoever listens sends nothing and opens nothing; he gets a mix of the visitor's call.
 */
import type { LegSide, SideCallKind } from '@parley/api/contract/call-views';
import { ParleyError } from '../errors.ts';
import type { Store } from '../types.ts';
import type { CallSnapshot } from '../call-types.ts';
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
  /** The visitor's call is over here, whether or not the server could be told. */
  readonly #onOver: () => void;
  #mix: ListenersMix | null = null;
  #stopWatching: (() => void) | null = null;

  constructor(given: MediaEnvironment, running: RunningCalls, place: () => Place | null, onOver: () => void) {
    this.#running = running;
    this.#place = place;
    this.#onOver = onOver;
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
    this.#stopWatching?.();
    this.#stopWatching = null;
    this.#mix?.close();
    this.#mix = null;
  }

  async #open(given: MediaEnvironment, constraints: MediaStreamConstraints): Promise<MediaStream> {
    const place = this.#place();
    if (place === null) return given.getUserMedia(constraints);
    if (place.side === 'colleague')
      return place.kind === 'listen' ? given.createStream() : given.getUserMedia(constraints);
    const call = this.#visitorsCall(place);
    this.#goWith(call);
    if (place.kind === 'listen') return this.#openMix(call, place);
    const microphone = constraints.audio ? microphoneOf(call, exactIdOf(constraints.audio)) : null;
    if (!microphone) return given.getUserMedia(constraints);
    const stream = given.createStream();
    stream.addTrack(microphone);
    return stream;
  }

  #openMix(call: Store<CallSnapshot> | undefined, { colleague }: Place): MediaStream {
    if (!call || !colleague) throw new ParleyError('CALL_OVER');
    this.#mix?.close();
    this.#mix = new ListenersMix(call, colleague.id);
    return this.#mix.stream;
  }

  /** Nobody would see that the microphone is open for a colleague, once the call that he was asked about is gone. */
  #goWith(call: Store<CallSnapshot> | undefined): void {
    this.#stopWatching ??= call?.subscribe(() => call.getSnapshot().phase === 'ended' && this.#onOver()) ?? null;
  }

  #visitorsCall({ callId }: Place): Store<CallSnapshot> | undefined {
    return [...this.#running].find((each) => {
      const snapshot = each.getSnapshot();
      return snapshot.callId === callId && snapshot.phase !== 'ended';
    });
  }
}

/**
 * A track of its own, whatever becomes of the other: on hold that one is silent.
 * @param wanted by name: not another one
 */
function microphoneOf(call: Store<CallSnapshot> | undefined, wanted: string | null): MediaStreamTrack | null {
  const [microphone] = call?.getSnapshot().localStream?.getAudioTracks() ?? [];
  if (microphone?.readyState !== 'live') return null;
  if (wanted !== null && microphone.getSettings().deviceId !== wanted) return null;
  const own = microphone.clone();
  own.enabled = true;
  return own;
}

/** As `openDevice` asks for one device and no other. */
function exactIdOf(audio: MediaTrackConstraints | true): string | null {
  const id = audio === true ? undefined : audio.deviceId;
  return typeof id === 'object' && 'exact' in id && typeof id.exact === 'string' ? id.exact : null;
}
