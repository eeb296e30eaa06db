/** One connection, and the watch over what comes by it. Closed, it says nothing more. */
import type { IceCandidate } from '@parley/api/contract/events';
import type { Clock } from '../environment.ts';
import type { MediaEnvironment } from './media.ts';
import type { MediaReports } from './media-reports.ts';
import { PacketWatch } from './packet-watch.ts';
import { Peer, type OurTracks } from './peer.ts';

export interface LinkOptions {
  media: MediaEnvironment;
  clock: Clock;
  configuration: RTCConfiguration;
  own: OurTracks;
  reports: MediaReports;
  /** Has either side put the other one on hold? */
  isHeld: () => boolean;
  onCandidate: (candidate: IceCandidate) => void;
  onRemoteTrack: () => void;
  onRelayRefused: () => void;
}

export class Link {
  readonly peer: Peer;
  readonly #packets: PacketWatch;
  readonly #reports: MediaReports;
  #closed = false;

  constructor({ media, clock, configuration, own, reports, isHeld, ...on }: LinkOptions) {
    this.#reports = reports;
    this.peer = new Peer({
      media,
      configuration,
      own,
      onCandidate: (candidate) => {
        if (!this.#closed) on.onCandidate(candidate);
      },
      onConnectionState: () => {
        if (!this.#closed) this.look();
      },
      onRemoteTrack: on.onRemoteTrack,
      onRelayRefused: on.onRelayRefused,
    });
    this.#packets = new PacketWatch({
      clock,
      received: () => this.peer.received(),
      isHeld,
      onFlow: () => reports.flow(this.peer.connectionState),
      onSilence: () => reports.silence(),
      onAnswer: () => this.look(),
    });
  }

  /** ICE begins anew. */
  begin(configuration: RTCConfiguration): void {
    this.#packets.expectAnswer();
    this.peer.configure(configuration);
  }

  /** Somebody has accepted, and both sides are said to be connected. */
  expectPackets(): void {
    this.#packets.expectPackets();
  }

  look(): void {
    this.#reports.look(this.peer.connectionState, this.#packets.isAlive);
  }

  close(): void {
    this.#closed = true;
    this.#packets.close();
    this.peer.close();
  }
}
