/**
 * One call on this device: follows the server's state, asks for the microphone when a person has said so, and has
 * the media negotiated while we hold the call. Loaded only when somebody calls.
 */
import type { CallEvent, PeerSignal } from '@parley/api/contract/events';
import type { CallMedia, CallView } from '@parley/api/contract/views';
import type { Api } from '../connection/transport.ts';
import { untilAnswered, type Patience } from '../connection/until-answered.ts';
import { parleyErrorOf, type ParleyError } from '../errors.ts';
import type { Value } from '../store.ts';
import { followStream } from '../timeline/follow-stream.ts';
import type { CallSnapshot } from '../types.ts';
import { endReasonOf, partOf, PHASE_TABLE, seen, type CallPhaseEvent, type Device } from './call-state.ts';
import { openCamera, openDevices, stopTracks, type MediaEnvironment } from './media.ts';
import { Negotiator } from './negotiator.ts';
import { SignalQueue } from './signal-queue.ts';

export interface CallSessionOptions {
  api: Api;
  patience: Patience;
  device: Device;
  media: MediaEnvironment;
  snapshot: Value<CallSnapshot>;
}

export class CallSession {
  readonly #options: CallSessionOptions;
  readonly #snapshot: Value<CallSnapshot>;
  readonly #closing = new AbortController();
  readonly #signals: SignalQueue;
  readonly #negotiator: Negotiator;
  #stopFollowing: (() => void) | null = null;
  #local: MediaStream | null = null;
  /** Resolved with the first word of the server: before it nobody knows whether there is something to accept. */
  readonly #known = Promise.withResolvers<void>();
  #answering = false;
  #resuming = false;
  /** The generation in which a reload found us: its connection is gone, so it waits for the next. */
  #resumedAt: number | null = null;
  #rang = false;
  /** The other side's packets have stopped. */
  #silent = false;
  #declinedHere = false;
  /** The other side's tracks: the highest revision wins. */
  #remoteRev = -1;
  /** Ours; by the clock, so that it grows across a reload too. */
  #rev = 0;

  constructor(options: CallSessionOptions) {
    this.#options = options;
    this.#snapshot = options.snapshot;
    const { api, patience, device, media } = options;
    this.#signals = new SignalQueue(({ signalId, signal }) => {
      const { callId } = this.#state;
      return untilAnswered(() => api.call.signal.mutate({ callId, signalId, signal }), patience, this.#closing.signal);
    });
    this.#negotiator = new Negotiator({
      side: device.side,
      media,
      clock: patience.clock,
      signals: this.#signals,
      iceServers: () => {
        const { callId } = this.#state;
        return untilAnswered(() => api.call.iceServers.query({ callId }), patience, this.#closing.signal);
      },
      onChange: () => this.#set({ remoteStream: this.#negotiator.remote }),
      onMedia: (flows) => this.#showMedia(flows),
      onError: (cause) => this.#mediaFailed(parleyErrorOf(cause)),
    });
  }

  get #state(): CallSnapshot {
    return this.#snapshot.getSnapshot();
  }

  /** We call: first the microphone, then the bell over there. */
  async start(): Promise<void> {
    const { api, patience, media: environment } = this.#options;
    const { callId, conversationId, media } = this.#state;
    try {
      this.#useLocal(await openDevices(environment, media));
      if (this.#isOver()) return this.#release();
      const started = () => api.call.start.mutate({ callId, conversationId, media });
      const view = await untilAnswered(started, patience, this.#closing.signal);
      // The other side was calling us at the same moment: there is one call, theirs.
      this.#set({ callId: view.id });
      this.#follow();
      this.#take(view);
      if (this.#isOver() && view.state !== 'ended') await this.#end();
    } catch (cause) {
      this.#fail('cannotCall', parleyErrorOf(cause));
    }
  }

  /** A call that exists: it rings here, or it was ours before a reload. */
  follow(): void {
    this.#follow();
  }

  async accept(media: CallMedia): Promise<void> {
    await this.#known.promise;
    if (this.#state.phase !== 'incoming') return;
    const { api, patience, media: environment } = this.#options;
    const { callId } = this.#state;
    this.#answering = true;
    this.#step('prepare', { error: null });
    try {
      this.#useLocal(await openDevices(environment, media));
      if (this.#isOver()) return this.#release();
      const { call } = await untilAnswered(() => api.call.accept.mutate({ callId }), patience, this.#closing.signal);
      this.#answering = false;
      this.#take(call);
    } catch (cause) {
      this.#answering = false;
      const error = parleyErrorOf(cause);
      this.#fail('cannotAnswer', error);
      throw error;
    }
  }

  async decline(scope: 'device' | 'everyone'): Promise<void> {
    const { api, patience } = this.#options;
    const { callId } = this.#state;
    this.#declinedHere = true;
    this.#leave();
    const view = await untilAnswered(() => api.call.decline.mutate({ callId, scope }), patience, this.#closing.signal);
    this.#take(view);
  }

  async hangUp(): Promise<void> {
    const { phase, call, outgoing } = this.#state;
    if (phase === 'ended') return;
    if (!outgoing && (phase === 'incoming' || phase === 'preparing')) return this.decline('device');
    this.#leave();
    // Not started yet: `start` sees that it is over, and ends it if the server knows it already.
    if (call) await this.#end();
  }

  setMuted(muted: boolean): void {
    for (const track of this.#local?.getAudioTracks() ?? []) track.enabled = !muted;
    this.#set({ muted });
    this.#tellTracks();
  }

  async setCamera(on: boolean): Promise<void> {
    const local = this.#local;
    if (!local || on === this.#state.camera) return;
    try {
      const track = on ? await openCamera(this.#options.media) : null;
      if (track && this.#isOver()) return track.stop();
      for (const old of local.getVideoTracks()) {
        old.stop();
        local.removeTrack(old);
      }
      if (track) local.addTrack(track);
      this.#negotiator.sendVideo(track);
      this.#set({ camera: on, error: null });
      this.#tellTracks();
    } catch (cause) {
      const error = parleyErrorOf(cause);
      this.#set({ error: error.code });
      throw error;
    }
  }

  getStats(): Promise<RTCStatsReport | null> {
    return this.#negotiator.getStats();
  }

  /** Leaves without a word: the page goes away, the call goes on for a while and may be taken up again. */
  dispose(): void {
    this.#closing.abort();
    this.#stopFollowing?.();
    this.#signals.close();
    this.#release();
  }

  #follow(): void {
    const { api, patience } = this.#options;
    const { callId } = this.#state;
    this.#stopFollowing?.();
    this.#stopFollowing = followStream<CallEvent>({
      ...patience,
      cursor: null,
      // The other leg's signals only; ours are left out.
      gapless: false,
      subscribe: (lastEventId, handlers) =>
        api.call.events.subscribe({ callId, ...(lastEventId === null ? {} : { lastEventId }) }, handlers),
      onEvent: (event) => {
        if (event.type === 'state') this.#take(event.call);
        if (event.type === 'signal') this.#hear(event.signal);
      },
      onReset: () => this.#follow(),
      onEnd: (error) => this.#fail('leave', error),
    });
  }

  /** The server's word. It comes by the stream and as answers; the higher version is the newer. */
  #take(view: CallView): void {
    const { call, camera } = this.#state;
    if (call && view.version <= call.version) return;
    const { device } = this.#options;
    const part = partOf(view, device);
    const event = this.#answering && part === 'called' && view.state !== 'ended' ? 'prepare' : seen(view, device);
    const peer = device.side === view.caller.side ? view.callee : view.caller;
    this.#known.resolve();
    this.#step(event, {
      call: view,
      conversationId: view.conversationId,
      media: view.media,
      caller: view.caller.side,
      outgoing: view.caller.side === device.side,
      peer: { name: peer?.name ?? null },
      connectedAt: view.connectedAt,
      endReason: endReasonOf(view, device, this.#declinedHere),
    });
    if (this.#isOver()) return this.#release();
    if (this.#silent) this.#showMedia(false);
    if (part === 'called') return this.#sayThatItRings();
    if (part !== 'caller' && part !== 'callee') return;
    if (view.media === 'audio' && camera && call?.media !== 'audio') void this.setCamera(false).catch(() => undefined);
    if (this.#local) this.#negotiate(view, this.#local);
    else void this.#resume();
  }

  #negotiate(view: CallView, local: MediaStream): void {
    const isNew = this.#resumedAt === null || view.gen > this.#resumedAt;
    if (!isNew) return;
    this.#negotiator.follow(view, local);
    // The other side may be a page that was loaded anew and knows nothing of us.
    if (view.callee) this.#tellTracks();
  }

  /** The call is ours, but this page has nothing of it: it was loaded anew. */
  async #resume(): Promise<void> {
    if (this.#resuming) return;
    this.#resuming = true;
    const { media } = this.#state;
    try {
      this.#useLocal(await openDevices(this.#options.media, media));
      if (this.#isOver()) return this.#release();
      this.#resumedAt = this.#state.call?.gen ?? 0;
      this.#signals.send({ kind: 'restart', what: 'peer' });
    } catch (cause) {
      this.#set({ error: parleyErrorOf(cause).code });
      this.#signals.send({ kind: 'media', state: 'denied', gen: this.#state.call?.gen ?? 0 });
    }
  }

  /** Of a call that is over the stream tells why it ended; that nothing more can be asked of it is no error of its own. */
  #mediaFailed({ code }: ParleyError): void {
    if (code !== 'CALL_OVER') this.#set({ error: code });
  }

  /** At once: where packets are lost, the server's word may be held up too. */
  #showMedia(flows: boolean): void {
    const { call, phase } = this.#state;
    this.#silent = !flows;
    if (!flows && phase === 'active') this.#step('reconnecting', {});
    if (flows && phase === 'reconnecting' && call?.state === 'active') this.#step('active', {});
  }

  #hear(signal: PeerSignal): void {
    if (signal.kind !== 'tracks') return this.#negotiator.hear(signal);
    if (signal.rev <= this.#remoteRev) return;
    this.#remoteRev = signal.rev;
    this.#set({ remote: { audio: signal.audio, video: signal.video } });
  }

  #tellTracks(): void {
    const { muted, camera, call } = this.#state;
    if (!call || !this.#local) return;
    this.#rev = Math.max(this.#rev + 1, this.#options.patience.clock.now());
    this.#signals.send({ kind: 'tracks', audio: !muted, video: camera, rev: this.#rev });
  }

  #sayThatItRings(): void {
    if (this.#rang) return;
    this.#rang = true;
    this.#signals.send({ kind: 'ringing' });
  }

  #useLocal(stream: MediaStream): void {
    this.#local = stream;
    for (const track of stream.getAudioTracks()) track.enabled = !this.#state.muted;
    this.#set({ localStream: stream, camera: stream.getVideoTracks().length > 0 });
  }

  async #end(): Promise<void> {
    const { api, patience } = this.#options;
    const { callId } = this.#state;
    const view = await untilAnswered(() => api.call.end.mutate({ callId }), patience, this.#closing.signal);
    this.#take(view);
  }

  #fail(event: CallPhaseEvent, error: ParleyError): void {
    this.#known.resolve();
    if (this.#closing.signal.aborted) return;
    this.#step(event, { error: error.code });
    this.#release();
  }

  #leave(): void {
    this.#step('leave', {});
    this.#release();
  }

  #isOver(): boolean {
    return this.#state.phase === 'ended' || this.#closing.signal.aborted;
  }

  /** Devices and media go at once; the stream of the call is followed until its end is known. */
  #release(): void {
    stopTracks(this.#local);
    this.#local = null;
    if (this.#isOver()) {
      this.#negotiator.close();
      if (this.#state.call?.state === 'ended') this.#stopFollowing?.();
    }
    this.#set({ localStream: null, camera: false });
  }

  #step(event: CallPhaseEvent, facts: Partial<CallSnapshot>): void {
    this.#set({ ...facts, phase: PHASE_TABLE[this.#state.phase][event] });
  }

  #set(facts: Partial<CallSnapshot>): void {
    this.#snapshot.set({ ...this.#state, ...facts });
  }
}
