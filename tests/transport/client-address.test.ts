import { equal } from 'node:assert/strict';
import { describe, test } from 'vitest';
import { networkOf } from '../../packages/api/src/transport/client-address.ts';
import { HandshakeRate } from '../../packages/api/src/transport/rate.ts';

describe('who is counted', () => {
  test.each([
    ['203.0.113.7', '203.0.113.7'],
    ['2001:db8:1:2::1', '2001:db8:1:2'],
    ['2001:DB8:1:2:ffff:ffff:ffff:ffff', '2001:db8:1:2'],
    ['2001:0db8:0001:0002:0000:0000:0000:0001', '2001:db8:1:2'],
    ['2001:db8::1', '2001:db8:0:0'],
    ['2001:db8::2:0:0:1', '2001:db8:0:0'],
    ['::1', '0:0:0:0'],
    ['1::', '1:0:0:0'],
    ['fe80::1%eth0', 'fe80:0:0:0'],
    ['', ''],
  ])('[TR2] %s is %s', (address, network) => equal(networkOf(address), network));

  test('[TR2] a network may knock 1,000 times at once and 100 times a second, and none takes from another', () => {
    const rate = new HandshakeRate();
    const taken = (network: string, now: number, knocks: number): number =>
      Array.from({ length: knocks }, () => rate.take(network, now)).filter(Boolean).length;
    equal(taken('2001:db8:1:2', 0, 2_000), 1_000);
    equal(taken('2001:db8:1:3', 0, 1), 1);
    equal(taken('2001:db8:1:2', 500, 2_000), 50);
    equal(taken('2001:db8:1:2', 3_600_000, 2_000), 1_000);
  });
});
