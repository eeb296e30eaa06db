/** coturn with the configuration of docs/turn.md, and a client that knocks at each range that it must not lead to. */
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { iceServers } from '../../packages/api/src/call/ice-servers.ts';
import { addressOf, numberOfAddress } from '../support/ip-address.ts';
import { readRepositoryFile } from '../support/repository.ts';
import { hasIpv6, startTurnServer, type TurnServer } from '../support/turn-server.ts';
import { TurnClient, type Credentials } from '../support/turn-client.ts';

const FORBIDDEN = 403;
const UNSUPPORTED_TRANSPORT = 442;
const QUOTA_REACHED = 486;

interface Range {
  name: string;
  family: 4 | 6;
  /** Its ends, what is in the middle, and one next to each end. */
  addresses: string[];
}

function rangeOf(line: string): Range {
  const [from = '', to = from] = line.split('-');
  const family = from.includes(':') ? 6 : 4;
  const [first, last] = [numberOfAddress(from), numberOfAddress(to)];
  const near = first === last ? [] : [first + 1n, (first + last) / 2n, last - 1n];
  const addresses = [...new Set([first, ...near, last])].map((each) => addressOf(each, family));
  return { name: line, family, addresses };
}

const documented = [...readRepositoryFile('docs/turn.md').matchAll(/^denied-peer-ip=(\S+)$/gm)].map(([, line = '']) =>
  rangeOf(line),
);
/** What coturn refuses by itself, as docs/turn.md says. */
const BY_ITSELF: Range[] = [
  { name: 'nowhere (IPv6)', family: 6, addresses: ['::'] },
  { name: 'multicast', family: 4, addresses: ['224.0.0.1', '239.255.255.255'] },
  { name: 'multicast (IPv6)', family: 6, addresses: ['ff02::1', 'ff0e::1'] },
];
/** What research and attackers name, whatever range it is in. */
const BY_NAME = ['127.0.0.1', '0.0.0.0', '10.0.0.1', '169.254.169.254', '100.100.100.200', '168.63.129.16'];
const BY_NAME_6 = ['::1', '::ffff:a00:1', '::ffff:7f00:1', '64:ff9b::a00:1', 'fd00:ec2::254', '2002:a00:1::'];

describe.skipIf(!inject('hasTurnServer'))('a relay as a way into the network', () => {
  let turn: TurnServer;
  beforeAll(async () => {
    turn = await startTurnServer({ ipv6: hasIpv6() });
  });
  afterAll(() => turn?.[Symbol.asyncDispose]());

  /** Such as Parley hands out to a call's two sides. */
  function credentials(callId = '0190aaaa-bbbb-7ccc-8ddd-eeeeeeeeeeee'): Credentials {
    const [server] = iceServers({ TURN_URLS: [turn.env.TURN_URLS], TURN_SECRET: turn.env.TURN_SECRET }, callId);
    if (server?.username === undefined || server.credential === undefined) throw new Error('no credentials');
    return { username: server.username, credential: server.credential };
  }
  const client = (callId?: string) => TurnClient.open(turn, credentials(callId));

  async function knock({ family, addresses }: Pick<Range, 'family' | 'addresses'>): Promise<void> {
    await using knocker = await client();
    expect(await knocker.allocate(family)).toBe(0);
    for (const address of addresses) {
      expect(await knocker.permit(address), address).toBe(FORBIDDEN);
      expect(await knocker.bindChannel(address), address).toBe(FORBIDDEN);
    }
  }
  const ranges = (family: 4 | 6) => [...documented, ...BY_ITSELF].filter((range) => range.family === family);

  test('case 74: what is not denied is let through, or nothing here would mean anything', async () => {
    expect(documented.length).toBeGreaterThan(20);
    await using knocker = await client();
    expect(await knocker.allocate()).toBe(0);
    for (const address of [turn.host, '8.8.8.8']) expect(await knocker.permit(address), address).toBe(0);
    expect(await knocker.bindChannel('8.8.4.4')).toBe(0);
  });

  test.each(ranges(4))('case 74: $name is refused, from end to end, by either way', knock);
  test('case 74: so is each IPv4 address that an attacker tries first', () => knock({ family: 4, addresses: BY_NAME }));

  describe.skipIf(!hasIpv6())('by an IPv6 relay', () => {
    test('case 74: what is not denied is let through here, too', async () => {
      await using knocker = await client();
      expect(await knocker.allocate(6)).toBe(0);
      expect(await knocker.permit('2606:4700:4700::1111')).toBe(0);
    });
    test.each(ranges(6))('case 74: $name is refused, from end to end, by either way', knock);
    test('case 74: so is each IPv6 address that an attacker tries first', () =>
      knock({ family: 6, addresses: BY_NAME_6 }));
  });

  test('case 74: no relay leads to TCP, where databases and metadata listen', async () => {
    await using knocker = await client();
    expect(await knocker.allocate(4, 'tcp')).toBe(UNSUPPORTED_TRANSPORT);
  });

  test('case 74: one call opens as many relays as the quota says, and the next none; another call does', async () => {
    const [, quota = ''] = /^user-quota=(\d+)$/m.exec(readRepositoryFile('docs/turn.md')) ?? [];
    const greedy = '0190aaaa-bbbb-7ccc-8ddd-ffffffffffff';
    await using opened = new AsyncDisposableStack();
    const outcomes: number[] = [];
    for (let nth = 0; nth <= Number(quota); nth += 1) {
      const knocker = opened.use(await client(greedy));
      outcomes.push(await knocker.allocate());
    }
    expect(outcomes).toEqual([...Array.from({ length: Number(quota) }, () => 0), QUOTA_REACHED]);
    await using other = await client();
    expect(await other.allocate()).toBe(0);
  });
});
