/**
 * Brings the two legs' media together, one generation after the other (the server counts them). One thing at a
 * time: generations, descriptions and candidates are worked off in the order in which they came.
 */
import type { CallSignal, IceCandidate, PeerSignal } from '@parley/api/contract/events';
import type { CallSide, CallView, IceServer } from '@parley/api/contract/views';
import type { Clock } from '../environment.ts';
import { otherOf } from './call-part.ts';
import { CandidateBuffer } from './candidate-buffer.ts';
import type { MediaEnvironment } from './media.ts';
import { PacketWatch } from './packet-watch.ts';
import { Peer, type OurTracks } from './peer.ts';
import type { SignalQueue } from './signal-queue.ts';

type Description = Extract<PeerSignal, { kind: 'description' }>;

export interface NegotiatorOptions {
  side: CallSide;
  media: MediaEnvironment;
  clock: Clock;
  signals: SignalQueue;
  own: OurTracks;
  /** Has either side put the other one on hold? */
  isHeld: () => boolean;
  /** Fresh credentials for relays: old ones open no new allocation. */
  iceServers(): Promise<IceServer[]>;
  onChange: () => void;
  /** There is a way between the two sides, or packets have stopped to come. */
  onMedia(flows: boolean): void;
  /** What can't be helped by another try. */
  onError(cause: unknown): void;
}

/** A restart that has brought no packets within this time has failed; the next one takes another way. */
const RESTART_MS = 5_000;

export class Negotiator {
  readonly #options: NegotiatorOptions;
  readonly #candidates = new CandidateBuffer();
  #work: Promise<void> = Promise.resolve();
  #peer: Peer | null = null;
  #packets: PacketWatch | null = null;
  #configuration: RTCConfiguration = {};
  /** Asked for in advance. */
  #servers: Promise<IceServer[]> | null = null;
  /** Candidates found before the description they belong to has been sent. */
  #held: IceCandidate[] | null = null;
  /** Of the generation that has begun. */
  #gen = -1;
  /** The newest that the server has told of; what is under way for older ones stops. */
  #wanted = -1;
  /** Both descriptions of this generation are set. */
  #settled = false;
  #reported: 'connected' | 'lost' | 'failed' | null = null;
  /** Both sides have heard each other once. */
  #hadMedia = false;
  /** Relays have refused our credentials. */
  #refused = false;
  /** Whom the connection was made with. */
  #otherDevice: string | null = null;
  #early: Description[] = [];
  #cancelDeadline: (() => void) | null = null;
  #closed = false;

  constructor(options: NegotiatorOptions) {
    this.#options = options;
  }

  /** Is it for its credentials that this connection does not come about? */
  get relayRefused(): boolean {
    return this.#refused && !this.#hadMedia;
  }

  get remote(): MediaStream | null {
    return this.#peer?.remote ?? null;
  }

  /** The call as the server has it now. */
  follow(view: CallView): void {
    if (view.gen <= this.#wanted || this.#closed) return;
    this.#wanted = view.gen;
    this.#options.signals.dropOlder(view.gen);
    this.#do(() => this.#begin(view));
  }

  /** A generation will begin soon: what it needs is asked for meanwhile. */
  prepare(): void {
    this.#servers = this.#options.iceServers();
    this.#servers.catch(() => undefined);
  }

  hear(signal: Exclude<PeerSignal, { kind: 'tracks' }>): void {
    this.#do(async () => {
      if (signal.kind === 'description') return this.#describe(signal);
      const usable = this.#candidates.take(signal.gen, signal.candidates);
      for (const candidate of usable) await this.#peer?.addCandidate(candidate);
    });
  }

  /** Our tracks are others now. */
  refresh(): void {
    this.#do(async () => this.#peer?.refresh());
  }

  async getStats(): Promise<RTCStatsReport | null> {
    return (await this.#peer?.getStats()) ?? null;
  }

  close(): void {
    this.#closed = true;
    this.#cancelDeadline?.();
    this.#closePeer();
  }

  #do(step: () => Promise<void>): void {
    this.#work = this.#work
      .then(() => (this.#closed ? undefined : step()))
      .catch((cause: unknown) => this.#failed(cause));
  }

  /** A description that can't be applied: this generation is lost, the server begins another or ends the call. */
  #failed(cause: unknown): void {
    if (this.#closed) return;
    this.#report('failed');
    this.#options.onError(cause);
  }

  async #begin(view: CallView): Promise<void> {
    const { gen, offerer, relayOnly } = view;
    const servers = this.#servers ?? this.#options.iceServers();
    this.#servers = null;
    const iceServers = await servers;
    if (gen !== this.#wanted || this.#closed) return;
    this.#gen = gen;
    this.#settled = false;
    this.#reported = null;
    this.#cancelDeadline?.();
    // The first one's time is the server's to keep.
    if (this.#hadMedia) this.#cancelDeadline = this.#options.clock.after(RESTART_MS, () => this.#report('failed'));
    this.#packets?.expectAnswer();
    this.#candidates.begin(gen);
    this.#held = [];
    const configuration: RTCConfiguration = {
      iceServers,
      iceTransportPolicy: relayOnly ? 'relay' : 'all',
      bundlePolicy: 'max-bundle',
    };
    // Somebody else has the call over there: that is another connection.
    const { deviceId } = otherOf(view, this.#options.side);
    if (this.#otherDevice !== null && deviceId !== this.#otherDevice) this.#closePeer();
    this.#otherDevice = deviceId;
    if (this.#peer) this.#peer.configure(configuration);
    else this.#peer = this.#createPeer(configuration);
    this.#configuration = configuration;
    if (offerer === this.#options.side) await this.#offer(this.#peer, gen);
    const early = this.#early.filter((each) => each.gen >= gen);
    this.#early = [];
    for (const description of early) await this.#describe(description);
  }

  async #offer(peer: Peer, gen: number): Promise<void> {
    const sdp = await peer.offer();
    this.#say({ kind: 'description', type: 'offer', sdp, gen });
  }

  async #describe(description: Description): Promise<void> {
    if (description.gen > this.#gen) return void this.#early.push(description);
    if (description.gen < this.#gen || !this.#peer) return;
    const { sdp, gen } = description;
    if (description.type === 'offer') {
      if (this.#peer.isOtherThan(sdp)) this.#peer = this.#replacePeer();
      const answer = await this.#peer.answer(sdp);
      this.#say({ kind: 'description', type: 'answer', sdp: answer, gen });
    } else if (this.#peer.isOtherThan(sdp)) {
      // Our offer was made for a connection that the other side no longer has.
      this.#closePeer();
      return this.#options.signals.send({ kind: 'restart', what: 'peer' });
    } else if (!(await this.#peer.acceptAnswer(sdp))) return;
    this.#settled = true;
    for (const candidate of this.#candidates.open()) await this.#peer.addCandidate(candidate);
    this.#look(this.#peer.connectionState);
  }

  /** A description first, then the candidates that were found while it was being made. */
  #say(description: CallSignal): void {
    this.#options.signals.send(description);
    const held = this.#held ?? [];
    this.#held = null;
    for (const candidate of held) this.#options.signals.sendCandidate(this.#gen, candidate);
  }

  #closePeer(): void {
    this.#packets?.close();
    this.#packets = null;
    this.#peer?.close();
    this.#peer = null;
  }

  #replacePeer(): Peer {
    this.#closePeer();
    return this.#createPeer(this.#configuration);
  }

  #createPeer(configuration: RTCConfiguration): Peer {
    const { media, clock, signals, own, isHeld, onChange } = this.#options;
    const peer = new Peer({
      media,
      configuration,
      own,
      onCandidate: (candidate) => {
        if (this.#peer !== peer) return;
        if (this.#held) this.#held.push(candidate);
        else signals.sendCandidate(this.#gen, candidate);
      },
      onConnectionState: (state) => {
        if (this.#peer === peer) this.#look(state);
      },
      onRemoteTrack: onChange,
      onRelayRefused: () => {
        this.#refused = true;
      },
    });
    this.#packets = new PacketWatch({
      clock,
      received: () => peer.received(),
      isHeld,
      onFlow: () => this.#flow(peer),
      onSilence: () => this.#silence(),
      onAnswer: () => this.#look(peer.connectionState),
    });
    onChange();
    return peer;
  }

  #look(state: RTCPeerConnectionState): void {
    if (state === 'failed') return this.#report('failed');
    if (state !== 'connected' || !this.#settled) return;
    // A restart leaves the state as it was: only what comes shows that there is a way again.
    if (this.#hadMedia && this.#packets?.isAlive !== true) return;
    this.#hadMedia = true;
    this.#cancelDeadline?.();
    this.#options.onMedia(true);
    this.#report('connected');
  }

  #flow(peer: Peer): void {
    this.#options.onMedia(true);
    this.#options.signals.withdrawRestart();
    this.#look(peer.connectionState);
  }

  /** Most losses are short, and heal by themselves; of the others each second counts. */
  #silence(): void {
    this.#options.onMedia(false);
    if (this.#reported !== 'connected') return;
    this.#report('lost');
    this.#options.signals.send({ kind: 'restart', what: 'ice' });
  }

  #report(state: 'connected' | 'lost' | 'failed'): void {
    if (this.#reported === state) return;
    this.#reported = state;
    this.#options.signals.send({ kind: 'media', state, gen: this.#gen });
  }
}
