/** In the page, the same for all who are measured: who rings, when, and when the first sound came. */

export interface Seat {
  side: 'caller' | 'callee';
  /** By which a peer is rung. */
  me: string;
  other: string;
  /** For peers; Parley's server hands it out, call by call. */
  rtc: RTCConfiguration;
  /** Parley's people: the caller is a visitor of a site, the callee its operator. */
  projectKey: string;
  projectId: string;
  sessionToken: string;
}

/** One page's part. */
export interface Device {
  ring(): void;
  accept(): void;
  end(): Promise<void>;
}

/** Opens all that is open before anybody calls. */
export type Open = (seat: Seat, onRing: () => void) => Promise<Device>;

/** In ms since the epoch. */
export interface Marks {
  invite: number | null;
  ring: number | null;
  accept: number | null;
  /** When `getUserMedia` last answered. */
  microphone: number | null;
  /** The first packet of sound that came in. */
  sound: number | null;
  /** All that may tell where the time goes. */
  log: [at: number, what: string][];
}

export interface Bench {
  sit(seat: Seat): Promise<void>;
  ring(): void;
  end(): Promise<void>;
  marks: Marks;
}

/** It rings for so long: whoever finds his ways in that time has them. */
const RING_MS = 600;
const LOOK_MS = 20;
/** Of Opus. */
const PACKET_MS = 20;

const now = (): number => performance.timeOrigin + performance.now();
const marks: Marks = { invite: null, ring: null, accept: null, microphone: null, sound: null, log: [] };
const note = (what: string): void => void marks.log.push([now(), what]);

export function benchOf(open: Open): Bench {
  watchConnections();
  watchMicrophone();
  let device: Device | null = null;
  const onRing = (): void => {
    if (marks.ring !== null) return;
    marks.ring = now();
    note('rings');
    setTimeout(() => {
      marks.accept = now();
      note('accepts');
      device?.accept();
    }, RING_MS);
  };
  return {
    marks,
    async sit(seat) {
      device = await open(seat, onRing);
    },
    ring() {
      marks.invite = now();
      note('invites');
      device?.ring();
    },
    end: async () => device?.end(),
  };
}

function watchConnections(): void {
  const Original = globalThis.RTCPeerConnection;
  globalThis.RTCPeerConnection = class extends Original {
    constructor(configuration?: RTCConfiguration) {
      super(configuration);
      note('connection made');
      for (const event of ['signalingstatechange', 'iceconnectionstatechange', 'connectionstatechange'] as const) {
        this.addEventListener(event, () =>
          note(
            `${event.slice(0, -'statechange'.length)} ${this.signalingState} ${this.iceConnectionState} ${this.connectionState}`,
          ),
        );
      }
      this.addEventListener('icecandidate', ({ candidate }) => note(`candidate ${candidate?.type ?? 'end'}`));
      void listen(this);
    }
  };
}

/**
 * Chromium's numbers are up to 50 ms old, but say when the newest packet came: of the few that have come by then, the
 * first came so many times 20 ms before.
 */
async function listen(connection: RTCPeerConnection): Promise<void> {
  const stats: RTCStats[] = [...(await connection.getStats()).values()];
  for (const row of stats) {
    if (!isSound(row) || marks.sound !== null) continue;
    const { packetsReceived = 0, lastPacketReceivedTimestamp: last = 0 } = row;
    if (packetsReceived === 0) continue;
    marks.sound = last - (packetsReceived - 1) * PACKET_MS;
    note(`sound, ${packetsReceived} packets`);
  }
  if (marks.sound === null && connection.connectionState !== 'closed')
    setTimeout(() => void listen(connection), LOOK_MS);
}

const isSound = (row: RTCStats): row is RTCInboundRtpStreamStats & { lastPacketReceivedTimestamp?: number } =>
  row.type === 'inbound-rtp' && 'kind' in row && row.kind === 'audio';

function watchMicrophone(): void {
  const devices = navigator.mediaDevices;
  const original = devices.getUserMedia.bind(devices);
  devices.getUserMedia = async (constraints) => {
    const stream = await original(constraints);
    marks.microphone = now();
    note('microphone');
    return stream;
  };
}

/** What a person's voice is taken with, by all. */
export const openMicrophone = (): Promise<MediaStream> =>
  navigator.mediaDevices.getUserMedia({
    audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true },
  });
