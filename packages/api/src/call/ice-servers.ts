import { createHmac } from 'node:crypto';
import type { IceServer } from '../contract/call-views.ts';
import { LIMITS } from '../contract/wire.ts';

interface RelaySettings {
  TURN_URLS: readonly string[];
  TURN_SECRET?: string | undefined;
}

const isTurn = (url: string): boolean => url.startsWith('turn');

/** Can calls go by a relay here? */
export const hasRelay = ({ TURN_URLS, TURN_SECRET }: RelaySettings): boolean =>
  TURN_SECRET !== undefined && TURN_URLS.some(isTurn);

/** Of the servers that calls are given, without what opens them. */
export const relayUrls = (settings: RelaySettings): string[] =>
  settings.TURN_URLS.filter((url) => !isTurn(url) || hasRelay(settings));

/**
 * coturn's time-limited credentials (`use-auth-secret`): the name is the Unix time in seconds until which they are
 * good, a colon and any id; the password is base64(HMAC-SHA1(secret, name)). The id lets the relay's log be read
 * call by call. Without a TURN server there are no credentials, and nothing is made up in their place.
 */
export function iceServers({ TURN_URLS, TURN_SECRET }: RelaySettings, callId: string, now = Date.now()): IceServer[] {
  const stun = TURN_URLS.filter((url) => url.startsWith('stun'));
  const turn = TURN_URLS.filter(isTurn);
  const servers: IceServer[] = stun.length === 0 ? [] : [{ urls: stun }];
  if (turn.length === 0 || TURN_SECRET === undefined) return servers;
  const username = `${Math.floor(now / 1000) + LIMITS.turnTtlSeconds}:${callId}`;
  const credential = createHmac('sha1', TURN_SECRET).update(username).digest('base64');
  return [...servers, { urls: turn, username, credential }];
}
