/** One RTCPeerConnection with one line of audio and one of video, so that a camera goes on and off without negotiating. */
import type { IceCandidate } from '@parley/api/contract/events';
import type { MediaEnvironment } from './media.ts';
import type { Received } from './packet-watch.ts';
import { isInbound, isPair } from './quality/quality-sample.ts';

/** What we send now; asked again whenever it may have changed. */
export interface OurTracks {
  readonly stream: MediaStream;
  track(kind: 'audio' | 'video'): MediaStreamTrack | null;
}

export interface PeerOptions {
  media: MediaEnvironment;
  configuration: RTCConfiguration;
  own: OurTracks;
  onCandidate(candidate: IceCandidate): void;
  onConnectionState(state: RTCPeerConnectionState): void;
  onRemoteTrack(): void;
  /** A relay does not take the credentials that the server has given. */
  onRelayRefused(): void;
}

export class Peer {
  readonly remote: MediaStream;
  readonly #pc: RTCPeerConnection;
  readonly #own: OurTracks;

  constructor(options: PeerOptions) {
    this.#own = options.own;
    this.#pc = options.media.createPeer(options.configuration);
    this.remote = options.media.createStream();
    this.#pc.addEventListener('icecandidate', ({ candidate }) => {
      if (candidate?.candidate) options.onCandidate(plain(candidate));
    });
    this.#pc.addEventListener('icecandidateerror', ({ errorCode }) => {
      if (errorCode === REFUSED) options.onRelayRefused();
    });
    this.#pc.addEventListener('connectionstatechange', () => options.onConnectionState(this.#pc.connectionState));
    this.#pc.addEventListener('track', ({ track }) => {
      this.remote.addTrack(track);
      options.onRemoteTrack();
    });
  }

  get connectionState(): RTCPeerConnectionState {
    return this.#pc.connectionState;
  }

  /** For the next generation: fresh relay credentials, and perhaps relays only. */
  configure(configuration: RTCConfiguration): void {
    this.#pc.setConfiguration(configuration);
  }

  async offer(): Promise<string> {
    if (this.#pc.getTransceivers().length === 0) {
      for (const kind of ['audio', 'video'] as const) {
        this.#pc.addTransceiver(this.#own.track(kind) ?? kind, { direction: 'sendrecv', streams: [this.#own.stream] });
      }
    }
    const offer = await this.#pc.createOffer({ iceRestart: this.#pc.currentLocalDescription !== null });
    await this.#pc.setLocalDescription(offer);
    return offer.sdp ?? '';
  }

  async answer(sdp: string): Promise<string> {
    await this.#pc.setRemoteDescription({ type: 'offer', sdp });
    for (const transceiver of this.#pc.getTransceivers()) transceiver.direction = 'sendrecv';
    await this.refresh();
    const answer = await this.#pc.createAnswer();
    if (this.#pc.currentLocalDescription === null) await this.#keepPool(answer);
    await this.#pc.setLocalDescription(answer);
    return answer.sdp ?? '';
  }

  /**
   * Chromium throws the candidates of the pool away with an answer, before it looks for any, and looks again: some 50 ms.
   * A provisional answer takes them first. Who can't do that (Firefox) has no pool either.
   */
  async #keepPool({ sdp }: RTCSessionDescriptionInit): Promise<void> {
    await this.#pc
      .setLocalDescription({ type: 'pranswer', ...(sdp === undefined ? {} : { sdp }) })
      .catch(() => undefined);
  }

  /** False when no answer is expected: a repeated one. */
  async acceptAnswer(sdp: string): Promise<boolean> {
    if (this.#pc.signalingState !== 'have-local-offer') return false;
    await this.#pc.setRemoteDescription({ type: 'answer', sdp });
    return true;
  }

  /** Did the other side make its connection anew? One connection can't be joined to two others one after the other. */
  isOtherThan(sdp: string): boolean {
    const known = this.#pc.currentRemoteDescription?.sdp;
    return known !== undefined && fingerprintOf(known) !== fingerprintOf(sdp);
  }

  async addCandidate(candidate: IceCandidate): Promise<void> {
    // One of the other interface of an earlier negotiation is refused; the rest is enough.
    const { usernameFragment = null } = candidate;
    await this.#pc.addIceCandidate({ ...candidate, usernameFragment }).catch(() => undefined);
  }

  /** Sends what is ours now, without negotiating. */
  async refresh(): Promise<void> {
    for (const { receiver, sender } of this.#pc.getTransceivers()) {
      const { kind } = receiver.track;
      const track = kind === 'audio' || kind === 'video' ? this.#own.track(kind) : null;
      if (sender.track !== track) await sender.replaceTrack(track);
    }
  }

  async received(): Promise<Received> {
    const stats: RTCStats[] = [...(await this.#pc.getStats()).values()];
    const packets = stats.filter(isInbound).reduce((sum, { packetsReceived = 0 }) => sum + packetsReceived, 0);
    const answers = stats.filter(isPair).reduce((sum, { responsesReceived = 0 }) => sum + responsesReceived, 0);
    return { packets, answers };
  }

  getStats(): Promise<RTCStatsReport> {
    return this.#pc.getStats();
  }

  close(): void {
    this.#pc.close();
  }
}

/** STUN's word for credentials that are not good (RFC 8489). */
const REFUSED = 401;

function plain({ candidate, sdpMid, sdpMLineIndex, usernameFragment }: RTCIceCandidate): IceCandidate {
  return { candidate, sdpMid, sdpMLineIndex, usernameFragment };
}

function fingerprintOf(sdp: string): string {
  return /^a=fingerprint:(.+)$/m.exec(sdp)?.[1]?.trim().toLowerCase() ?? '';
}
