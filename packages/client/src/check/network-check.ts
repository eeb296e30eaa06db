/**
 * Can calls go by the server's relays? Each is asked with credentials that nobody has given: that it refuses them (401)
 * proves that it hears us, and costs it nothing.
 */
import type { MediaEnvironment } from '../call/media.ts';
import type { Clock } from '../environment.ts';
import type { NetworkFinding } from '../types.ts';

export interface NetworkCheckOptions {
  environment: MediaEnvironment;
  relays: () => Promise<string[]>;
  clock: Clock;
}

const PATIENCE_MS = 5_000;
const REFUSED = 401;

export async function checkNetwork(
  { environment, relays, clock }: NetworkCheckOptions,
  signal: AbortSignal,
): Promise<NetworkFinding> {
  const known = relays().catch(() => null);
  const urls = await inTime(known, null, clock, signal);
  if (urls === null) return 'OFFLINE';
  const asked = urls.filter((url) => url.startsWith('turn'));
  const answers = await Promise.all(
    asked.map(async (url) => ({ udp: isUdp(url), answers: await isThere(url, environment, clock, signal) })),
  );
  return findingOf(answers);
}

/** What the relays' answers say together. */
export function findingOf(relays: readonly { udp: boolean; answers: boolean }[]): NetworkFinding {
  if (relays.length === 0) return 'no_relay';
  const there = relays.filter(({ answers }) => answers);
  if (there.length === 0) return 'RELAY_UNREACHABLE';
  return relays.some(({ udp }) => udp) && !there.some(({ udp }) => udp) ? 'UDP_BLOCKED' : 'ok';
}

/** RFC 7065: UDP, unless it says otherwise. */
export const isUdp = (url: string): boolean => url.startsWith('turn:') && !/[?&]transport=tcp/.test(url);

async function isThere(
  url: string,
  environment: MediaEnvironment,
  clock: Clock,
  signal: AbortSignal,
): Promise<boolean> {
  const iceServers = [{ urls: url, username: 'check', credential: 'check' }];
  let peer: RTCPeerConnection;
  try {
    peer = environment.createPeer({ iceServers, iceTransportPolicy: 'relay' });
  } catch {
    return false;
  }
  // A browser that does not tell of errors can't be asked this way; the call itself will show.
  if (!('onicecandidateerror' in peer)) return true;
  const { promise, resolve } = Promise.withResolvers<boolean>();
  peer.addEventListener('icecandidateerror', ({ errorCode }) => {
    if (errorCode === REFUSED) resolve(true);
  });
  peer.addEventListener('icecandidate', ({ candidate }) => {
    if (candidate === null) resolve(false);
    else if (candidate.candidate !== '') resolve(true);
  });
  try {
    peer.createDataChannel('check');
    await peer.setLocalDescription();
    return await inTime(promise, false, clock, signal);
  } catch {
    return false;
  } finally {
    peer.close();
  }
}

/** What `wanted` says; `otherwise` after a while, or when nobody wants to know any more. */
function inTime<T>(wanted: Promise<T>, otherwise: T, clock: Clock, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const giveUp = () => resolve(otherwise);
    const cancel = clock.after(PATIENCE_MS, giveUp);
    signal.addEventListener('abort', giveUp);
    if (signal.aborted) giveUp();
    wanted.then(resolve, reject).finally(cancel);
  });
}
