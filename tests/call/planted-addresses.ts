/** Signals with addresses of people's own in every place that a signal has, and in some that it should not have. */
import fc from 'fast-check';
import type { PeerSignal } from '../../packages/api/src/contract/events.ts';

export interface Planted {
  signal: PeerSignal;
  addresses: string[];
  places: string[];
}

const hex = fc.integer({ min: 1, max: 0xffff }).map((group) => group.toString(16));
const byte = fc.integer({ min: 1, max: 254 });
const v4 = fc
  .tuple(fc.constantFrom('10.0', '192.168', '172.16', '100.64', '203.0', '169.254'), byte, byte)
  .map(([net, c, d]) => `${net}.${c}.${d}`);
const short = fc.tuple(fc.constantFrom('fd00', 'fe80', '2a02:810'), hex, hex).map(([net, a, b]) => `${net}::${a}:${b}`);
const full = fc.array(hex, { minLength: 7, maxLength: 7 }).map((groups) => ['fd12', ...groups].join(':'));
const mapped = v4.map((address) => `::ffff:${address}`);
const mdns = fc.uuid().map((id) => `${id}.local`);
const address = fc
  .oneof(v4, short, full, mapped, mdns)
  .chain((text) => fc.constantFrom(text, text, text.toUpperCase()));

const blank = fc.constantFrom(' ', '  ', '\t');
const ending = fc.constantFrom('\r\n', '\n', '\r', '\r\n\r\n', ' \r\n');
const RELAY = '9 1 udp 41885695 198.51.100.7 50001 typ relay';

/** Lines of a description, `@` for the address. */
const LINES = [
  'a=candidate:1 1 udp 2122260223 @ 54400 typ host generation 0 network-id 1',
  'a=candidate:1 1 tcp 1518280447 @ 9 typ host tcptype active',
  'a=candidate:2 1 udp 1686052607 @ 54400 typ srflx raddr 0.0.0.0 rport 0',
  'a=candidate:2 1 udp 1686052607 198.51.100.7 54400 typ srflx raddr @ rport 54400',
  'a=candidate:3 1 udp 1845501695 @ 54400 typ prflx raddr @ rport 1',
  `a=candidate:${RELAY} raddr @ rport 61000 generation 0`,
  `a=candidate:${RELAY} generation 0 raddr @ rport 61000`,
  `a=candidate:${RELAY} raddr rport @ generation @ ufrag @ network-id @`,
  `a=candidate:${RELAY} x-host @`,
  `a=candidate:${RELAY} @`,
  'a=candidate:@ 1 udp 1 198.51.100.7 50001 typ relay raddr 0.0.0.0 rport 0',
  'a=candidate:9 1 @ 1 198.51.100.7 50001 typ relay',
  'a=candidate:9 1 udp 1 198.51.100.7 50001 typ host typ relay raddr @ rport 1',
  'A=CANDIDATE:1 1 UDP 1 @ 1 TYP HOST',
  'a =candidate:1 1 udp 1 @ 1 typ host',
  'a= candidate :1 1 udp 1 @ 1 typ host',
  ' a=candidate:1 1 udp 1 @ 1 typ host',
  'candidate:1 1 udp 1 @ 1 typ host',
  'a=remote-candidates:1 @ 54400',
  'a=rtcp:54401 IN IP4 @',
  'a=RTCP: 54401 in ip6 @',
  'a=source-filter: incl IN IP4 * @',
  'a=x-unknown:@',
  'a=@',
  'a=fingerprint:sha-256 @',
  'a=ice-ufrag:@',
  'a=mid:@',
  'a=msid:@ track',
  'a=ssrc:1 cname:@',
  'o=- 4611731400430051336 2 IN IP4 @',
  'o=@ @ @ IN IP6 @',
  's=@',
  'i=call from @',
  'u=http://[@]/',
  'e=vera@@',
  'c=IN IP4 @',
  'c=IN IP4 @/127/3',
  'C=in ip6 @',
  'm=audio 54400 UDP/TLS/RTP/SAVPF 111 @',
  'm=@',
  'b=AS:@',
  'x=@',
  '=@',
  '@',
] as const;

const CANDIDATES = LINES.filter((line) => line.startsWith('a=candidate:')).map((line) => line.slice(2));
const BESIDE = ['sdpMid', 'usernameFragment'] as const;

/** Where they are planted; each must be met. */
export const PLACES: readonly string[] = [...LINES, ...CANDIDATES, ...BESIDE];

const plant = (place: string, given: string, space: string): string =>
  place.replaceAll('@', () => given).replaceAll(' ', () => space);

const description = fc
  .array(fc.tuple(fc.constantFrom(...LINES), address, blank, ending), { minLength: 1, maxLength: 30 })
  .map((lines): Planted => ({
    signal: {
      kind: 'description',
      type: 'offer',
      sdp: `v=0\r\n${lines.map(([place, given, space, end]) => plant(place, given, space) + end).join('')}`,
      gen: 0,
    },
    addresses: lines.map(([, given]) => given),
    places: lines.map(([place]) => place),
  }));

const candidates = fc
  .array(fc.tuple(fc.constantFrom(...CANDIDATES), address, blank), { minLength: 1, maxLength: 20 })
  .map((lines): Planted => ({
    signal: {
      kind: 'candidates',
      candidates: lines.map(([place, given, space]) => ({
        candidate: plant(place, given, space),
        sdpMid: '0',
        sdpMLineIndex: 0,
      })),
      gen: 0,
    },
    addresses: lines.map(([, given]) => given),
    places: lines.map(([place]) => place),
  }));

const beside = fc.tuple(fc.constantFrom(...BESIDE), address).map(([place, given]): Planted => {
  const relay = { candidate: `candidate:${RELAY}`, sdpMid: '0', sdpMLineIndex: 0, usernameFragment: 'abcd' };
  return {
    signal: { kind: 'candidates', candidates: [{ ...relay, [place]: given }], gen: 0 },
    addresses: [given],
    places: [place],
  };
});

export const planted = (): fc.Arbitrary<Planted> => fc.oneof({ weight: 6, arbitrary: description }, candidates, beside);
