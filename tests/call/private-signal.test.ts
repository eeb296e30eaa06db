import { deepEqual, equal, ok } from 'node:assert/strict';
import fc from 'fast-check';
import { describe, test } from 'vitest';
import type { IceCandidate, PeerSignal } from '../../packages/api/src/contract/events.ts';
import { signalInput } from '../../packages/api/src/contract/call-inputs.ts';
import { privateSignal } from '../../packages/api/src/call/private-signal.ts';
import { CHROMIUM, FIREFOX, type Described } from './descriptions.ts';
import { planted, PLACES, type Planted } from './planted-addresses.ts';

const description = (sdp: string): PeerSignal => ({ kind: 'description', type: 'offer', sdp, gen: 0 });
const sdpOf = (signal: PeerSignal): string => (signal.kind === 'description' ? signal.sdp : '');
const privateSdp = (sdp: string): string => sdpOf(privateSignal(description(sdp)));
const line = (candidate: string): IceCandidate => ({ candidate, sdpMid: '0', sdpMLineIndex: 0 });
const privateLines = (...candidates: IceCandidate[]): IceCandidate[] => {
  const signal = privateSignal({ kind: 'candidates', candidates, gen: 0 });
  return signal.kind === 'candidates' ? signal.candidates : [];
};
/** What comes out of the server for one line, or nothing. */
const privateLine = (candidate: string): string | undefined => privateLines(line(candidate))[0]?.candidate;

const RELAY = 'candidate:9 1 udp 41885695 198.51.100.7 50001 typ relay';
const HIDDEN = 'raddr 0.0.0.0 rport 0';

describe('[CL3] a description of a real browser', () => {
  test.each<Described>([CHROMIUM, FIREFOX])(
    '$browser: all but the relays’ addresses are gone',
    ({ sdp, own, relays }) => {
      const told = privateSdp(sdp);
      for (const address of own) {
        ok(sdp.includes(address), `${address} is in the description as it was made`);
        ok(!told.includes(address), `${address} is told`);
      }
      const candidates = told.split('\r\n').filter((each) => each.startsWith('a=candidate:'));
      equal(candidates.length, relays.length);
      for (const [index, relay] of relays.entries()) ok(candidates[index]?.includes(` ${relay} typ relay ${HIDDEN}`));
    },
  );

  test.each<Described>([CHROMIUM, FIREFOX])('$browser: everything that negotiates is as it was', ({ sdp }) => {
    const REWRITTEN = /^(?:[ocsm]=|a=(?:candidate|rtcp):)/;
    const kept = (text: string) => text.split('\r\n').filter((each) => !REWRITTEN.test(each));
    deepEqual(kept(privateSdp(sdp)), kept(sdp));
    const media = (text: string) => text.match(/^m=\w+|(?<=^m=\w+ \d+ ).*$/gm);
    deepEqual(media(privateSdp(sdp)), media(sdp));
  });

  test('with bare line feeds, blanks around and between, and in capitals', () => {
    const odd = CHROMIUM.sdp
      .replaceAll('\r\n', '\n')
      .replaceAll('a=candidate:', ' A = CANDIDATE:')
      .replaceAll(' typ ', '\t TYP  ')
      .replaceAll('c=IN IP4', 'c =in  ip4');
    equal(privateSdp(odd).toLowerCase(), privateSdp(CHROMIUM.sdp).toLowerCase());
  });

  test('origin, connection and rtcp name no place; a refused medium stays refused', () => {
    const sdp = [
      'v=0',
      'o=vera 42 7 IN IP6 fd00::7',
      's=laptop at 10.0.0.7',
      'c=IN IP4 10.0.0.7/127',
      'm=audio 54321/2  UDP/TLS/RTP/SAVPF 111',
      'a=rtcp:54322 IN IP4 10.0.0.7',
      'a=rtcp-mux',
      'm=video 0 UDP/TLS/RTP/SAVPF 96',
    ];
    const told = [
      'v=0',
      'o=- 42 7 IN IP4 0.0.0.0',
      's=-',
      'c=IN IP4 0.0.0.0',
      'm=audio 9 UDP/TLS/RTP/SAVPF 111',
      'a=rtcp:9 IN IP4 0.0.0.0',
      'a=rtcp-mux',
      'm=video 0 UDP/TLS/RTP/SAVPF 96',
    ];
    equal(privateSdp(sdp.join('\r\n')), `${told.join('\r\n')}\r\n`);
  });
});

describe('[CL3] a candidate', () => {
  const relays = [
    `${RELAY} raddr 10.0.0.7 rport 61000 generation 0 ufrag aB+/ network-id 1 network-cost 10`,
    `a=${RELAY} raddr 10.0.0.7 rport 61000 generation 0 ufrag aB+/ network-id 1 network-cost 10`,
    `${RELAY} generation 0 ufrag aB+/ network-id 1 network-cost 10 x-at 10.0.0.7`,
  ];
  test.each(relays)('of a relay, %s: its own client is left out, the rest is kept', (said) => {
    equal(privateLine(said), `${RELAY} ${HIDDEN} generation 0 ufrag aB+/ network-id 1 network-cost 10`);
  });

  test('of a relay over IPv6, over TCP, in capitals, with blanks to spare', () => {
    const six = 'candidate:1 1 udp 1 2001:db8::9 50002 typ relay';
    equal(privateLine(`${six} raddr fd00::7 rport 9`), `${six} ${HIDDEN}`);
    const tcp = 'candidate:1 1 tcp 1 198.51.100.7 50003 typ relay';
    equal(privateLine(`${tcp} raddr 10.0.0.7 rport 9 tcptype passive`), `${tcp} ${HIDDEN} tcptype passive`);
    const loud = '  CANDIDATE: 1  1 UDP\t1 198.51.100.7 50004 TYP RELAY RADDR 10.0.0.7 RPORT 9';
    // The schema takes `candidate:` alone; in a description it may come like this.
    equal(privateLine(loud), `candidate:1 1 UDP 1 198.51.100.7 50004 typ relay ${HIDDEN}`);
  });

  const others = [
    'candidate:1 1 udp 2122260223 10.0.0.7 54400 typ host generation 0 ufrag abcd network-id 1',
    'candidate:1 1 udp 2122260223 0b9c2a34-7a1e-4c43-9d1f-6f2a8e3b5c11.local 54400 typ host',
    'candidate:1 1 tcp 1518280447 10.0.0.7 9 typ host tcptype active',
    'candidate:2 1 udp 1686052607 203.0.113.7 54400 typ srflx raddr 10.0.0.7 rport 54400',
    'candidate:3 1 udp 1845501695 203.0.113.7 54400 typ prflx raddr 10.0.0.7 rport 54400',
    // Near enough to a relay's to be taken for one by a careless reader.
    'candidate:1 1 udp 1 10.0.0.7 9 typ host typ relay',
    'candidate:1 1 udp 1 198.51.100.7 9 typ relayed',
    'candidate:1 1 udp 1 198.51.100.7 9 typ  host raddr 10.0.0.7 rport 9 x typ relay',
    'candidate:1 1 udp 1 laptop.example 9 typ relay raddr 10.0.0.7 rport 9',
    'candidate:1 1 udp 1 fe80::1%10.0.0.7 9 typ relay',
    'candidate:1 1 udp 1 10.0.0 9 typ relay',
    'candidate:1 1 udp 1 198.51.100.7 70000 typ relay',
    'candidate:10.0.0.7 1 udp 1 198.51.100.7 9 typ relay',
    'candidate:1 1 udp 10.0.0.7 198.51.100.7 9 typ relay',
    'candidate:1 1 10.0.0.7 1 198.51.100.7 9 typ relay',
    'candidate:',
    'candidate:typ relay',
  ];
  test.each(others)('%s: gone, in a signal and in a description', (said) => {
    deepEqual(privateLines(line(said)), []);
    equal(privateSdp(`v=0\r\na=${said}\r\n`), 'v=0\r\n');
  });

  test('whose medium or whose ufrag says more than a name is gone as well', () => {
    for (const sdpMid of ['10.0.0.7', 'fd00::7', 'laptop.local'])
      deepEqual(privateLines({ ...line(RELAY), sdpMid }), []);
    deepEqual(privateLines({ ...line(RELAY), usernameFragment: '10.0.0.7' }), []);
    const named = { ...line(`${RELAY} ${HIDDEN}`), usernameFragment: 'aB+/' };
    deepEqual(privateLines(named), [named]);
  });

  test('stripped signals stay signals: an empty list, the end, the browser’s own word for the end, tracks', () => {
    const candidates = [line('candidate:1 1 udp 1 10.0.0.7 9 typ host')];
    const last: PeerSignal = { kind: 'candidates', candidates, end: true, gen: 3 };
    deepEqual(privateSignal(last), { kind: 'candidates', candidates: [], end: true, gen: 3 });
    deepEqual(privateLines(line('')), [line('')]);
    const tracks: PeerSignal = { kind: 'tracks', audio: true, video: false, rev: 5 };
    equal(privateSignal(tracks), tracks);
  });
});

describe('[CL3] whatever comes', () => {
  /** Names in a description and in hex have no case. */
  const tells = (signal: PeerSignal, address: string): boolean =>
    JSON.stringify(signal).toLowerCase().includes(address.toLowerCase());

  test('addresses that are planted everywhere come out nowhere', () => {
    const seen = new Set<string>();
    const check = ({ signal, addresses, places }: Planted) => {
      for (const place of places) seen.add(place);
      const told = privateSignal(signal);
      for (const address of addresses) {
        ok(tells(signal, address), 'it was planted');
        ok(!tells(told, address), `${address} is told: ${JSON.stringify(told)}`);
      }
      deepEqual(privateSignal(told), told, 'what is private stays as it is');
    };
    fc.assert(fc.property(planted(), check), { seed: 2_026, numRuns: 5_000 });
    deepEqual([...seen].toSorted(), [...PLACES].toSorted(), 'a search that skips places proves little');
  });

  test('nothing that passes the schema makes it fail, and what comes out passes the schema again', () => {
    const callId = '0190aaaa-bbbb-7ccc-8ddd-eeeeeeeeeeee';
    let passed = 0;
    const check = (given: unknown) => {
      const { data } = signalInput.safeParse({ callId, signalId: callId, signal: given });
      if (data?.signal.kind !== 'description' && data?.signal.kind !== 'candidates') return;
      passed += 1;
      ok(signalInput.safeParse({ callId, signalId: callId, signal: privateSignal(data.signal) }).success);
    };
    const letters = fc.constantFrom(
      ...'acoms=:. \t\r\n\u2028109fdIN'.split(''),
      'candidate:',
      ' typ relay ',
      'IN IP4 ',
    );
    const noise = fc.oneof(fc.string({ unit: 'binary', maxLength: 300 }), fc.string({ unit: letters, maxLength: 300 }));
    const sdp = noise.map((text) => ({ kind: 'description', type: 'offer', sdp: `v=0${text}`, gen: 0 }));
    const candidates = fc.array(noise.map((text) => line(`candidate:1${text.replaceAll(/[\r\n]/g, ' ')}`)));
    const signals = fc.oneof(
      sdp,
      candidates.map((list) => ({ kind: 'candidates', candidates: list, gen: 0 })),
    );
    fc.assert(fc.property(signals, check), { seed: 2_026, numRuns: 3_000 });
    ok(passed > 1_000);
  });

  test('what would grow past the limit is no description any more', () => {
    equal(privateSdp(`v=0\n${'c=\n'.repeat(10_000)}`), 'v=0\r\n');
  });

  test('the longest lines that a stranger can think of do not keep the process busy', () => {
    const [blanks, groups, digits] = [' '.repeat(32_000), 'a:'.repeat(16_000), '1.'.repeat(16_000)];
    for (const text of [blanks, groups, digits, `IN${blanks}x`, `candidate:1${blanks}`, '\u2028'.repeat(10_000)]) {
      for (const start of ['', 'a=', 'a=candidate:', 'm=', 'o=', 'x=', 'a=fingerprint:']) {
        ok(privateSdp(`v=0\r\n${start}${text}\u2028${text}z`).startsWith('v=0'));
      }
    }
  });
});
