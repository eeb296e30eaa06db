/**
 * Brings the two legs' media together, one generation after the other (the server counts them). One thing at a
 * time: generations, descriptions and candidates are worked off in the order in which they came.
 */
import type { PeerSignal } from '@parley/api/contract/events';
import type { CallView, IceServer, LegSide } from '@parley/api/contract/call-views';
import type { Clock } from '../environment.ts';
import { otherOf } from './call-part.ts';
import { CandidateBuffer } from './candidate-buffer.ts';
import { IceServers } from './ice-servers.ts';
import { Link } from './link.ts';
import { MediaReports } from './media-reports.ts';
import type { MediaEnvironment } from './media.ts';
import type { OurTracks, Peer } from './peer.ts';
import type { SignalQueue } from './signal-queue.ts';

type Description = Extract<PeerSignal, { kind: 'description' }>;

export interface NegotiatorOptions {
  readonly side: LegSide;
  media: MediaEnvironment;
  clock: Clock;
  signals: SignalQueue;
  own: OurTracks;
  /** Has either side put the other one on hold? */
  isHeld: () => boolean;
  iceServers(): Promise<IceServer[]>;
  onChange: () => void;
  /** There is a way between the two sides, or packets have stopped to come. */
  onMedia(flows: boolean): void;
  /** Both descriptions of a generation are set. */
  onSettled: () => void;
  /** What can't be helped by another try. */
  onError(cause: unknown): void;
}

export class Negotiator {
  readonly #options: NegotiatorOptions;
  readonly #candidates = new CandidateBuffer();
  readonly #servers: IceServers;
  readonly #reports: MediaReports;
  #work: Promise<void> = Promise.resolve();
  #link: Link | null = null;
  #configuration: RTCConfiguration = {};
  /** Of the generation that has begun. */
  #gen = -1;
  /** The newest that the server has told of; what is under way for older ones stops. */
  #wanted = -1;
  /** Relays have refused our credentials. */
  #refused = false;
  /** Whom the connection is made with, once there is somebody. */
  #otherDevice: string | null = null;
  #early: Description[] = [];
  #closed = false;

  constructor(options: NegotiatorOptions) {
    this.#options = options;
    this.#servers = new IceServers(() => options.iceServers());
    this.#reports = new MediaReports(options);
  }

  /** Is it for its credentials that this connection does not come about? */
  get relayRefused(): boolean {
    return this.#refused && !this.#reports.hadMedia;
  }

  /** Are both descriptions of this generation set? */
  get isSettled(): boolean {
    return this.#reports.isSettled;
  }

  get remote(): MediaStream | null {
    return this.#link?.peer.remote ?? null;
  }

  /** The call as the server has it now. */
  follow(view: CallView): void {
    if (this.#closed || view.gen < this.#wanted) return;
    if (view.gen === this.#wanted) return this.#meet(view);
    this.#wanted = view.gen;
    this.#options.signals.dropOlder(view.gen);
    this.#do(() => this.#begin(view));
  }

  /** It rings: a generation may begin soon, and what opens relays is asked for meanwhile. */
  prepare(): void {
    void this.#servers.ask().catch(() => undefined);
  }

  /**
   * A generation is all but sure to begin: the connection finds its own ways in meanwhile. Nothing of them leaves this
   * page before the server has said that the call is ours. But relays are opened, and they are counted for each call and
   * stay for minutes: were this done by all that ring, there might be none left for the one that wins.
   */
  gather({ relayOnly }: CallView): void {
    this.#do(async () => {
      if (this.#wanted !== -1 || this.#link) return;
      const iceServers = await this.#servers.ask().catch(() => null);
      if (iceServers === null || this.#closed) return;
      this.#configuration = configurationOf(iceServers, relayOnly);
      this.#link = this.#connect();
    });
  }

  /** No generation will begin, for now: what was made in advance is let go. */
  relent(): void {
    this.#do(async () => {
      if (this.#wanted === -1) this.#disconnect();
    });
  }

  hear(signal: Exclude<PeerSignal, { kind: 'tracks' }>): void {
    this.#do(async () => {
      if (signal.kind === 'description') return this.#describe(signal);
      const usable = this.#candidates.take(signal.gen, signal.candidates);
      for (const candidate of usable) await this.#link?.peer.addCandidate(candidate);
    });
  }

  /** Our tracks are others now. */
  refresh(): void {
    this.#do(async () => this.#link?.peer.refresh());
  }

  async getStats(): Promise<RTCStatsReport | null> {
    return (await this.#link?.peer.getStats()) ?? null;
  }

  close(): void {
    this.#closed = true;
    this.#reports.close();
    this.#disconnect();
  }

  #do(step: () => Promise<void>): void {
    this.#work = this.#work
      .then(() => (this.#closed ? undefined : step()))
      .catch((cause: unknown) => this.#failed(cause));
  }

  /** A description that can't be applied. */
  #failed(cause: unknown): void {
    if (this.#closed) return;
    this.#reports.fail();
    this.#options.onError(cause);
  }

  /** Who answers is known only now, in the generation that has begun before. */
  #meet(view: CallView): void {
    const { deviceId } = otherOf(view, this.#options.side);
    this.#do(async () => {
      this.#otherDevice ??= deviceId;
      // Whoever listens sends nothing.
      if (view.state === 'active' && view.beside?.kind !== 'listen') this.#link?.expectPackets();
    });
  }

  async #begin(view: CallView): Promise<void> {
    const { gen, offerer, relayOnly } = view;
    const iceServers = await this.#servers.take();
    if (gen !== this.#wanted || this.#closed) return;
    this.#gen = gen;
    this.#reports.begin(gen, view.connectedAt !== null);
    this.#candidates.begin(gen);
    this.#configuration = configurationOf(iceServers, relayOnly);
    // Somebody else has the call over there: that is another connection.
    const { deviceId } = otherOf(view, this.#options.side);
    if (this.#otherDevice !== null && deviceId !== this.#otherDevice) this.#disconnect();
    this.#otherDevice = deviceId;
    this.#link?.begin(this.#configuration);
    this.#link ??= this.#connect();
    if (offerer === this.#options.side) await this.#offer(this.#link.peer);
    const early = this.#early.filter((each) => each.gen >= gen);
    this.#early = [];
    for (const description of early) await this.#describe(description);
  }

  async #offer(peer: Peer): Promise<void> {
    const gen = this.#gen;
    const sdp = await peer.offer();
    this.#options.signals.send({ kind: 'description', type: 'offer', sdp, gen });
  }

  async #describe(description: Description): Promise<void> {
    if (description.gen > this.#gen) return void this.#early.push(description);
    if (description.gen < this.#gen || !this.#link) return;
    const { sdp, gen } = description;
    const isOther = this.#link.peer.isOtherThan(sdp);
    // Our offer was made for a connection that the other side no longer has.
    if (isOther) this.#disconnect();
    if (description.type === 'offer') {
      this.#link ??= this.#connect();
      const answer = await this.#link.peer.answer(sdp);
      this.#options.signals.send({ kind: 'description', type: 'answer', sdp: answer, gen });
    } else if (isOther) {
      return this.#options.signals.send({ kind: 'restart', what: 'peer' });
    } else if (!(await this.#link.peer.acceptAnswer(sdp))) return;
    this.#reports.settle();
    for (const candidate of this.#candidates.open()) await this.#link.peer.addCandidate(candidate);
    this.#link.look();
  }

  #disconnect(): void {
    this.#link?.close();
    this.#link = null;
  }

  #connect(): Link {
    const { signals, onChange, ...rest } = this.#options;
    const link = new Link({
      ...rest,
      configuration: this.#configuration,
      reports: this.#reports,
      onCandidate: (candidate) => signals.sendCandidate(this.#gen, candidate),
      onRemoteTrack: onChange,
      onRelayRefused: () => {
        this.#refused = true;
      },
    });
    onChange();
    return link;
  }
}

const configurationOf = (iceServers: IceServer[], relayOnly: boolean): RTCConfiguration => ({
  iceServers,
  iceTransportPolicy: relayOnly ? 'relay' : 'all',
  bundlePolicy: 'max-bundle',
  // One transport is all that bundling needs; its candidates are looked for before there is a description.
  iceCandidatePoolSize: 1,
});
