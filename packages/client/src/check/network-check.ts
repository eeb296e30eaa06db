/**
 * Can calls go by the server's relays? Each is asked with credentials that nobody has given: that it refuses them (401)
 * proves that it hears us, and costs it nothing.
 */
import type { MediaEnvironment } from '../call/media.ts';
import type { Clock } from '../environment.ts';
import type { NetworkFinding } from '../call-types.ts';

export interface NetworkCheckOptions {
  environment: MediaEnvironment;
  relays: () => Promise<string[]>;
  clock: Clock;
}

/** `unknown`: no way was found through it, and no error was told. Firefox keeps errors to itself, Chromium that of a port that refuses. */
export type RelayAnswer = 'yes' | 'no' | 'unknown';

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
export function findingOf(relays: readonly { udp: boolean; answers: RelayAnswer }[]): NetworkFinding {
  if (relays.length === 0) return 'no_relay';
  const all = relays.map(({ answers }) => answers);
  // A browser that has told of one would have told of another that answers.
  if (!all.includes('yes')) return all.includes('no') ? 'RELAY_UNREACHABLE' : 'unknown';
  const byUdp = relays.filter(({ udp }) => udp);
  return byUdp.length > 0 && byUdp.every(({ answers }) => answers === 'no') ? 'UDP_BLOCKED' : 'ok';
}

/** RFC 7065: UDP, unless it says otherwise. */
export const isUdp = (url: string): boolean => url.startsWith('turn:') && !/[?&]transport=tcp/.test(url);

async function isThere(
  url: string,
  environment: MediaEnvironment,
  clock: Clock,
  signal: AbortSignal,
): Promise<RelayAnswer> {
  const iceServers = [{ urls: url, username: 'check', credential: 'check' }];
  let peer: RTCPeerConnection;
  try {
    peer = environment.createPeer({ iceServers, iceTransportPolicy: 'relay' });
  } catch {
    return 'no';
  }
  // What is not heard of within the time allowed says nothing where errors are never told.
  const otherwise = 'onicecandidateerror' in peer ? 'no' : 'unknown';
  const { promise, resolve } = Promise.withResolvers<RelayAnswer>();
  let failed = false;
  peer.addEventListener('icecandidateerror', ({ errorCode }) => {
    failed = true;
    if (errorCode === REFUSED) resolve('yes');
  });
  peer.addEventListener('icecandidate', ({ candidate }) => {
    if (candidate === null) resolve(failed ? 'no' : 'unknown');
    else if (candidate.candidate !== '') resolve('yes');
  });
  try {
    peer.createDataChannel('check');
    await peer.setLocalDescription();
    return await inTime(promise, otherwise, clock, signal);
  } catch {
    return 'no';
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
