/**
 * What a listener hears of a visitor's call: both of its voices. Nothing before the visitor's device has said that its person
 * is told, and nothing on hold, of either side: what is said then is meant for nobody.
 */
import { ParleyError } from '../errors.ts';
import type { Store } from '../types.ts';
import type { CallSnapshot } from '../call-types.ts';

/** By which a browser sees that there is a person. */
const PRESSES = ['pointerup', 'keydown'] as const;

interface Source {
  track: MediaStreamTrack;
  node: MediaStreamAudioSourceNode;
  /** Chromium decodes what comes from afar only for an element. */
  element: HTMLAudioElement;
}

export class ListenersMix {
  readonly #call: Store<CallSnapshot>;
  readonly #listenerId: string;
  readonly #context: AudioContext;
  readonly #gate: GainNode;
  readonly #output: MediaStreamAudioDestinationNode;
  readonly #unsubscribe: () => void;
  /** A page that nobody has touched since it was loaded anew mixes nothing: it may with the first press. */
  readonly #wake = () => void this.#context.resume().catch(() => undefined);
  #here: Source | null = null;
  #there: Source | null = null;

  /** @throws ParleyError NOT_SUPPORTED */
  constructor(call: Store<CallSnapshot>, listenerId: string) {
    if (typeof AudioContext === 'undefined') throw new ParleyError('NOT_SUPPORTED', { message: 'no Web Audio here' });
    this.#call = call;
    this.#listenerId = listenerId;
    this.#context = new AudioContext();
    this.#output = this.#context.createMediaStreamDestination();
    this.#gate = new GainNode(this.#context, { gain: 0 });
    this.#gate.connect(this.#output);
    this.#unsubscribe = call.subscribe(() => this.#follow());
    for (const press of PRESSES) window.addEventListener(press, this.#wake);
    this.#follow();
  }

  get stream(): MediaStream {
    return this.#output.stream;
  }

  close(): void {
    this.#unsubscribe();
    for (const press of PRESSES) window.removeEventListener(press, this.#wake);
    for (const source of [this.#here, this.#there]) release(source);
    // Closing twice is the only way this fails, and then it is closed.
    this.#context.close().catch(() => undefined);
  }

  #follow(): void {
    const snapshot = this.#call.getSnapshot();
    this.#here = this.#from(this.#here, snapshot.localStream);
    this.#there = this.#from(this.#there, snapshot.remoteStream);
    this.#gate.gain.value = mayBeHeard(snapshot, this.#listenerId) ? 1 : 0;
  }

  #from(before: Source | null, stream: MediaStream | null): Source | null {
    const [track] = stream?.getAudioTracks() ?? [];
    if (track === before?.track) return before;
    release(before);
    if (track === undefined) return null;
    const alone = new MediaStream([track]);
    const element = new Audio();
    element.muted = true;
    element.srcObject = alone;
    const node = this.#context.createMediaStreamSource(alone);
    node.connect(this.#gate);
    return { track, node, element };
  }
}

function release(source: Source | null): void {
  source?.node.disconnect();
  if (source) source.element.srcObject = null;
}

/** While nothing comes from the visitor nobody knows whether he has put us on hold. */
function mayBeHeard({ phase, held, remote }: CallSnapshot, listenerId: string): boolean {
  return phase === 'active' && !held && !remote.held && remote.listener === listenerId;
}
