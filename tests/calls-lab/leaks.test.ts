import { deepEqual } from 'node:assert/strict';
import { describe, test } from 'vitest';
import { leaksTo } from './leaks.ts';
import { packetsIn, type Packet } from './packets.ts';

const SITE = '203.0.113.20';
const CANDIDATE = '{"candidate":"candidate:1 1 udp 1 203.0.113.10 50000 typ relay raddr 0.0.0.0 rport 0"}';

describe('what packets tell a visitor of an operator behind 203.0.113.3', () => {
  test('an address in pieces that came in the wrong order, and one of them twice', () => {
    const said = Buffer.from(`${CANDIDATE} … 203.0.113.3 9`);
    const cut = said.length - 4;
    const pieces = [
      packet({ seq: cut, payload: said.subarray(cut) }),
      packet({ seq: 0, payload: said.subarray(0, cut) }),
    ];
    const { told, readable } = leaksTo('visitor', [...pieces, ...pieces]);
    deepEqual([told, readable], [[`203.0.113.3, by ${SITE}`], true]);
  });

  test('over the end of the sequence numbers', () => {
    const pieces = [
      packet({ seq: 2 ** 32 - 3, payload: Buffer.from('10.') }),
      packet({ payload: Buffer.from('2.0.2 ') }),
    ];
    deepEqual(leaksTo('visitor', pieces).told, [`10.2.0.2, by ${SITE}`]);
  });

  test("a name of mDNS, and an address in STUN's four bytes", () => {
    const name = 'f1c0ffee-0000-4000-8000-00000000beef.local';
    const stun = Buffer.from([0x01, 0x01, 0, 0, 0x21, 0x12, 0xa4, 0x42, 203 ^ 0x21, 0x12, 113 ^ 0xa4, 3 ^ 0x42]);
    const { told } = leaksTo('visitor', [
      packet({ payload: Buffer.from(`a=${name}`) }),
      packet({ protocol: 'udp', from: '203.0.113.10', payload: stun }),
    ]);
    deepEqual(told, ['203.0.113.3 in STUN, by 203.0.113.10', `${name}, by ${SITE}`]);
  });

  test('who else was met; what the visitor himself says; addresses that only begin alike', () => {
    const { told, met } = leaksTo('visitor', [
      packet({ payload: Buffer.from('203.0.113.30 and 1.203.0.113.3 and 10.2.0.25') }),
      packet({ leaves: true, from: '10.1.0.2', to: '203.0.113.3', toPort: 7, payload: Buffer.from('10.2.0.2') }),
    ]);
    deepEqual([told, met], [[], ['203.0.113.3:7']]);
  });
});

describe('a file of tcpdump', () => {
  test('TCP of IPv4, without the last packet, which is not whole', () => {
    const ipv4 = Buffer.from([0x45, 0, 0, 43, 0, 0, 0, 0, 64, 6, 0, 0, 203, 0, 113, 20, 10, 1, 0, 2]);
    const tcp = Buffer.from([0, 80, 0xc0, 0, 0, 0, 0, 7, 0, 0, 0, 0, 0x50, 0x18, 0, 0, 0, 0, 0, 0]);
    const link = Buffer.alloc(20);
    link.writeUInt16BE(0x0800, 0);
    const frame = Buffer.concat([link, ipv4, tcp, Buffer.from('abc padding')]);
    const record = Buffer.alloc(16);
    record.writeUInt32LE(frame.length, 8);
    const file = Buffer.concat([Buffer.alloc(24), record, frame, record, frame.subarray(0, 9)]);
    deepEqual(
      [...packetsIn(file)],
      [packet({ fromPort: 80, to: '10.1.0.2', toPort: 0xc000, seq: 7, payload: Buffer.from('abc') })],
    );
  });
});

function packet(part: Partial<Packet>): Packet {
  return {
    protocol: 'tcp',
    leaves: false,
    from: SITE,
    fromPort: 0,
    to: '10.1.0.2',
    toPort: 0,
    seq: 0,
    payload: Buffer.alloc(0),
    ...part,
  };
}
