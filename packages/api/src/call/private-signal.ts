/**
 * What one leg may learn of the other in a relay-only call (CL3). Lines that name an address are written anew or left
 * out, and of the rest none passes that looks as if it had one. It keeps people's addresses from those they talk to, not
 * a secret from its owner: who wants to be known can write his address into the chat.
 */
import type { IceCandidate, PeerSignal } from '../contract/events.ts';
import { LIMITS } from '../contract/wire.ts';
import { relayCandidate } from './relay-candidate.ts';

export function privateSignal(signal: PeerSignal): PeerSignal {
  switch (signal.kind) {
    case 'description':
      return { ...signal, sdp: privateDescription(signal.sdp) };
    case 'candidates':
      return { ...signal, candidates: signal.candidates.flatMap(privateCandidate) };
    case 'tracks':
      return signal;
  }
}

/** A media line's name, a ufrag: characters enough for every browser, and too few for an address or a host's name. */
const NAME = /^[\w+/-]*$/;

function privateCandidate(given: IceCandidate): IceCandidate[] {
  if (!NAME.test(given.sdpMid ?? '') || !NAME.test(given.usernameFragment ?? '')) return [];
  // An empty line is a browser's word for "that was the last one".
  const candidate = given.candidate === '' ? '' : relayCandidate(given.candidate);
  return candidate === null ? [] : [{ ...given, candidate }];
}

const LINE = /^([a-z])\s*=([^]*)$/i;
/** IPv4, IPv6 with `::` or in full, a name of mDNS, and SDP's own way to begin an address of any kind. */
const ADDRESS = /\d{1,3}(?:\.\d{1,3}){3}|::|(?:[\da-f]{1,4}:){7}[\da-f]{1,4}|\.local\b|\bIN\s+IP\d/i;
/** Bytes in hex, which would else pass for an address of IPv6. SHA-1 is the shortest with 20. */
const FINGERPRINT = /^fingerprint:[\w-]+ (?:[\da-f]{2}:){19,63}[\da-f]{2}$/i;
const MEDIA = /^([a-z]+) (\d{1,5})(?:\/\d+)? ([^]*)$/i;
/** What stands in a description before its maker knows any way in; candidates alone tell one (RFC 8829 §5.2.1). */
const NOWHERE = 'IN IP4 0.0.0.0';

function privateDescription(sdp: string): string {
  const lines = sdp.split(/[\r\n]+/).flatMap((line) => privateLine(line.trim()));
  const told = lines.map((line) => `${line}\r\n`).join('');
  // Thousands of empty `c=` would grow past the limit when they are filled in; no browser makes that.
  return Buffer.byteLength(told) <= LIMITS.sdpBytes ? told : 'v=0\r\n';
}

function privateLine(line: string): string[] {
  const [, letter = '', text = ''] = LINE.exec(line) ?? [];
  const type = letter.toLowerCase();
  const value = text.trim();
  switch (type) {
    case '':
      return [];
    case 'v':
      return ['v=0'];
    case 'o':
      return [origin(value)];
    case 's':
      return ['s=-'];
    case 'c':
      return [`c=${NOWHERE}`];
    case 'm':
      return withoutAddress(media(value));
    case 'a':
      return attribute(value);
    default:
      return withoutAddress(`${type}=${value}`);
  }
}

const withoutAddress = (line: string): string[] => (ADDRESS.test(line) ? [] : [line]);

/** Session and version tell descriptions of one connection apart (RFC 8829 §5.2.2). */
function origin(value: string): string {
  const [, session = '', version = ''] = value.split(/\s+/);
  return `o=- ${number(session)} ${number(version)} ${NOWHERE}`;
}

const number = (text: string): string => (/^\d{1,20}$/.test(text) ? text : '0');

/** Port 0 refuses the medium; any other belongs to the address that is not told: 9 stands for none. */
function media(value: string): string {
  const [, kind, port, rest] = MEDIA.exec(value.replaceAll(/\s+/g, ' ')) ?? [];
  return kind === undefined ? `m=${value}` : `m=${kind} ${Number(port) === 0 ? 0 : 9} ${rest}`;
}

function attribute(value: string): string[] {
  const [name = ''] = value.split(':', 1);
  switch (name.trim().toLowerCase()) {
    case 'candidate': {
      const line = relayCandidate(value);
      return line === null ? [] : [`a=${line}`];
    }
    case 'remote-candidates':
      return [];
    case 'rtcp':
      return [`a=rtcp:9 ${NOWHERE}`];
    case 'fingerprint':
      return FINGERPRINT.test(value) ? [`a=${value}`] : [];
    default:
      return withoutAddress(`a=${value}`);
  }
}
