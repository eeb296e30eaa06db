/** What one look at a connection's numbers says of the sound that comes in, and of the way it takes. */
import type { CallRoute } from '@parley/api/contract/call-views';

export interface QualitySample {
  /** Of the stream; another connection counts anew. */
  ssrc: number;
  /** Since the connection was made. */
  received: number;
  lost: number;
  /** All the time that packets have waited for their turn to be played, and how often one had. */
  waitedMs: number;
  played: number;
  jitterMs: number;
  roundTripMs: number | null;
  route: CallRoute;
}

/** `null` while no sound has come. */
export function sampleOf(stats: readonly RTCStats[]): QualitySample | null {
  const inbound = stats
    .filter(isInbound)
    .find(({ kind, packetsReceived = 0 }) => kind === 'audio' && packetsReceived > 0);
  if (!inbound) return null;
  const pair = selectedPair(stats);
  const seconds = pair?.currentRoundTripTime;
  return {
    ssrc: inbound.ssrc,
    received: inbound.packetsReceived ?? 0,
    // May be negative where packets come twice.
    lost: Math.max(0, inbound.packetsLost ?? 0),
    waitedMs: (inbound.jitterBufferDelay ?? 0) * 1_000,
    played: inbound.jitterBufferEmittedCount ?? 0,
    jitterMs: (inbound.jitter ?? 0) * 1_000,
    roundTripMs: seconds === undefined ? null : seconds * 1_000,
    route: routeOf(stats, pair),
  };
}

function selectedPair(stats: readonly RTCStats[]): RTCIceCandidatePairStats | undefined {
  const chosen = stats.filter(isTransport).find((each) => each.selectedCandidatePairId !== undefined);
  const pairs = stats.filter(isPair);
  return (
    pairs.find(({ id }) => id === chosen?.selectedCandidatePairId) ??
    pairs.find(({ state, nominated }) => nominated === true && state === 'succeeded')
  );
}

function routeOf(stats: readonly RTCStats[], pair: RTCIceCandidatePairStats | undefined): CallRoute {
  const candidates = stats.filter(isCandidate);
  const local = candidates.find(({ id }) => id === pair?.localCandidateId);
  const remote = candidates.find(({ id }) => id === pair?.remoteCandidateId);
  if (local?.candidateType === 'relay') {
    if (local.relayProtocol === 'tls') return 'relay-tls';
    return local.relayProtocol === 'tcp' ? 'relay-tcp' : 'relay-udp';
  }
  return remote?.candidateType === 'relay' ? 'relay-udp' : 'direct';
}

interface CandidateStats extends RTCStats {
  candidateType?: string;
  relayProtocol?: string;
}

export const isInbound = (stats: RTCStats): stats is RTCInboundRtpStreamStats => stats.type === 'inbound-rtp';
export const isPair = (stats: RTCStats): stats is RTCIceCandidatePairStats => stats.type === 'candidate-pair';
const isTransport = (stats: RTCStats): stats is RTCTransportStats => stats.type === 'transport';
const isCandidate = (stats: RTCStats): stats is CandidateStats =>
  stats.type === 'local-candidate' || stats.type === 'remote-candidate';
