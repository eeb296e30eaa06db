/**
 * The net of one cell. The process that builds it stands in the internet itself, on a bridge:
 *
 *   visitor ── wifi ── NAT .2 ─┐
 *      └────── cell ── NAT .4 ─┤ 203.0.113.0/24 ── .10 coturn
 *   operator ─ office ─ NAT .3 ┘                └─ .20 Parley
 */
import { setNat, type NatKind } from './nat.ts';
import { ip, within } from './shell.ts';

export const TURN_ADDRESS = '203.0.113.10';
export const SITE_ADDRESS = '203.0.113.20';

export type Client = 'visitor' | 'operator';

interface Uplink {
  client: Client;
  /** Its network is 10.<n>.0.0/24, its NAT's public address 203.0.113.<n + 1>. */
  n: number;
}

const UPLINKS = {
  wifi: { client: 'visitor', n: 1 },
  office: { client: 'operator', n: 2 },
  cell: { client: 'visitor', n: 3 },
} as const satisfies Record<string, Uplink>;

export type UplinkName = keyof typeof UPLINKS;

/** Where a client can be met, if one is told: in his own networks, and at their NATs. */
export const addressesOf = (wanted: Client): string[] =>
  Object.values(UPLINKS)
    .filter(({ client }) => client === wanted)
    .flatMap(({ n }) => [`10.${n}.0.2`, `203.0.113.${n + 1}`]);

/** Once, in a world of its own. */
export async function buildInternet(): Promise<void> {
  await ip('link set lo up');
  await ip('link add name internet type bridge');
  for (const address of ['203.0.113.1', TURN_ADDRESS, SITE_ADDRESS]) await ip(`addr add ${address}/24 dev internet`);
  await ip('link set internet up');
  // A peer behind a NAT offers its private address too. Where there is no route to it, coturn closes the allocation.
  await ip('route add 10.0.0.0/8 dev lo');
}

export class Network implements AsyncDisposable {
  /** With the visitor on the wifi; his mobile network is there and off. */
  static async build(nat: NatKind): Promise<Network> {
    await using undo = new AsyncDisposableStack();
    const network = undo.use(new Network());
    for (const client of CLIENTS) await addNamespace(client);
    for (const name of NAMES_OF_UPLINKS) await connect(name, nat);
    await network.up('wifi');
    await network.up('office');
    undo.move();
    return network;
  }

  /** As after DHCP: the address, and the ways out. */
  async up(name: UplinkName): Promise<void> {
    const { client, n } = UPLINKS[name];
    const inClient = (words: string): Promise<void> => ip(`-n ${client} ${words}`);
    await inClient(`addr add 10.${n}.0.2/24 dev ${name}`);
    await inClient(`link set ${name} up`);
    await inClient(`route add default via 10.${n}.0.1 dev ${name} metric ${n}`);
    // What is sent from an address of this network leaves by this network, whichever the default is.
    await inClient(`route add 10.${n}.0.0/24 dev ${name} table ${n}`);
    await inClient(`route add default via 10.${n}.0.1 dev ${name} table ${n}`);
    await inClient(`rule add from 10.${n}.0.2 lookup ${n}`);
  }

  /** Out of reach: nobody is told, and nothing that was sent there comes back. */
  async down(name: UplinkName): Promise<void> {
    const { client, n } = UPLINKS[name];
    await ip(`-n ${client} addr flush dev ${name}`);
    await ip(`-n ${client} link set ${name} down`);
    await ip(`-n ${client} rule del from 10.${n}.0.2 lookup ${n}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const made = [...CLIENTS, ...NAMES_OF_UPLINKS.map(routerOf)];
    // One that was never made is gone as well.
    await Promise.allSettled(made.map((namespace) => ip(`netns del ${namespace}`)));
  }
}

const CLIENTS: readonly Client[] = ['visitor', 'operator'];
const NAMES_OF_UPLINKS: readonly UplinkName[] = ['wifi', 'office', 'cell'];

/** The namespace of an uplink's NAT: `lan` towards the client, `wan` towards the internet. */
export const routerOf = (name: UplinkName): string => `${name}-nat`;

async function addNamespace(namespace: string): Promise<void> {
  await ip(`netns add ${namespace}`);
  await ip(`-n ${namespace} link set lo up`);
}

async function connect(name: UplinkName, nat: NatKind): Promise<void> {
  const { client, n } = UPLINKS[name];
  const router = routerOf(name);
  await addNamespace(router);
  await ip(`link add name ${name} netns ${client} type veth peer name lan netns ${router}`);
  await ip(`-n ${router} addr add 10.${n}.0.1/24 dev lan`);
  await ip(`-n ${router} link set lan up`);
  await ip(`link add name wan netns ${router} type veth peer name ${name}-isp`);
  await ip(`-n ${router} addr add 203.0.113.${n + 1}/24 dev wan`);
  await ip(`-n ${router} link set wan up`);
  await ip(`link set ${name}-isp master internet`);
  await ip(`link set ${name}-isp up`);
  await within(router, 'sysctl', '-qw', 'net.ipv4.ip_forward=1');
  await setNat(router, nat);
}
