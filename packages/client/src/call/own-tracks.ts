/** Our tracks: which there are, which of them the other side gets, and what the app is told of them. */
import type { CallSnapshot } from '../call-types.ts';
import type { CallValue } from './call-value.ts';
import { stopTracks, type MediaEnvironment } from './media.ts';
import type { OurTracks } from './peer.ts';

export type Source = 'microphone' | 'camera' | 'screen';
type Tracks = Record<Source, MediaStreamTrack | null>;

export interface OwnTracksOptions {
  environment: MediaEnvironment;
  value: CallValue;
  onChange: () => void;
  /** It stopped by itself: unplugged, forbidden, or by the browser's own button. */
  onEnded: (source: Source) => void;
}

const NONE: Tracks = { microphone: null, camera: null, screen: null };

export class OwnTracks implements OurTracks {
  readonly #options: OwnTracksOptions;
  #tracks = NONE;
  #stream: MediaStream | null = null;
  #isOpen = false;

  constructor(options: OwnTracksOptions) {
    this.#options = options;
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  get stream(): MediaStream {
    return (this.#stream ??= this.#options.environment.createStream());
  }

  has(source: Source): boolean {
    return this.#tracks[source] !== null;
  }

  get(source: Source): MediaStreamTrack | null {
    return this.#tracks[source];
  }

  /** What is sent: on hold a silence, so that a line that breaks is noticed as fast as ever, and no picture. */
  track(kind: 'audio' | 'video'): MediaStreamTrack | null {
    const { microphone } = this.#tracks;
    if (kind === 'audio') return microphone;
    return this.#options.value.now.held ? null : this.#picture;
  }

  open(microphone: MediaStreamTrack | null, camera: MediaStreamTrack | null): void {
    this.#isOpen = true;
    this.#keep('microphone', microphone);
    this.#keep('camera', camera);
    this.show();
  }

  /** In the place of the one before, which is let go. */
  put(source: Source, track: MediaStreamTrack | null, facts: Partial<CallSnapshot> = {}): void {
    this.#keep(source, track);
    this.show(facts);
  }

  /** Tells app and other side what is so now; `facts` change with it. */
  show(facts: Partial<CallSnapshot> = {}): void {
    const { value, onChange } = this.#options;
    const { microphone, camera, screen } = this.#tracks;
    const { muted, held } = { ...value.now, ...facts };
    if (microphone) microphone.enabled = !muted && !held;
    if (!this.#isOpen) return value.set(facts);
    this.#fill(this.stream, [microphone, this.#picture]);
    value.set({
      ...facts,
      localStream: this.stream,
      camera: camera !== null,
      screen: screen !== null,
      microphone: idOf(microphone),
      cameraId: idOf(camera),
    });
    onChange();
  }

  close(): void {
    for (const track of Object.values(this.#tracks)) track?.stop();
    stopTracks(this.#stream);
    this.#tracks = NONE;
    this.#stream = null;
    this.#isOpen = false;
    const gone = { localStream: null, camera: false, screen: false, microphone: null, cameraId: null };
    this.#options.value.set(gone);
  }

  get #picture(): MediaStreamTrack | null {
    return this.#tracks.screen ?? this.#tracks.camera;
  }

  #keep(source: Source, track: MediaStreamTrack | null): void {
    this.#tracks[source]?.stop();
    this.#tracks = { ...this.#tracks, [source]: track };
    track?.addEventListener('ended', () => {
      if (this.#tracks[source] === track) this.#options.onEnded(source);
    });
  }

  #fill(stream: MediaStream, wanted: (MediaStreamTrack | null)[]): void {
    for (const track of stream.getTracks()) if (!wanted.includes(track)) stream.removeTrack(track);
    for (const track of wanted) if (track) stream.addTrack(track);
  }
}

const idOf = (track: MediaStreamTrack | null): string | null => track?.getSettings().deviceId ?? null;
