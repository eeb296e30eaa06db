/**
 * What each side hears and sees of the other: nothing before somebody has accepted, though the connection may stand by
 * then; nothing of whom we have on hold, whatever the app does with the stream.
 */
import type { CallValue } from './call-value.ts';
import type { Negotiator } from './negotiator.ts';
import type { OurTracks } from './peer.ts';

export class Heard {
  readonly #value: CallValue;
  readonly #negotiator: Negotiator;

  constructor(value: CallValue, negotiator: Negotiator) {
    this.#value = value;
    this.#negotiator = negotiator;
  }

  /** What may be heard is so now: something has come, or changed, or somebody has accepted. */
  show(): void {
    const { remote } = this.#negotiator;
    const { call, held, remoteStream } = this.#value.now;
    const isAnswered = !!call?.callee;
    for (const track of remote?.getTracks() ?? []) track.enabled = isAnswered && !held;
    this.#negotiator.refresh();
    const shown = isAnswered ? remote : null;
    if (shown !== remoteStream) this.#value.set({ remoteStream: shown });
  }
}

/** The caller's microphone is open while it rings, and a device may connect meanwhile: it is sent nothing before the accept. */
export class MutedUntilAnswered implements OurTracks {
  readonly #value: CallValue;
  readonly #tracks: OurTracks;

  constructor(value: CallValue, tracks: OurTracks) {
    this.#value = value;
    this.#tracks = tracks;
  }

  get stream(): MediaStream {
    return this.#tracks.stream;
  }

  track(kind: 'audio' | 'video'): MediaStreamTrack | null {
    return this.#value.now.call?.callee ? this.#tracks.track(kind) : null;
  }
}
