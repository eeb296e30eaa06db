/** What goes wrong at a client's router, by nft and tbf: not every kernel has netem. */
import { routerOf, SITE_ADDRESS, TURN_ADDRESS, type UplinkName } from './network.ts';
import { within } from './shell.ts';

/** Rules of nft for all that is forwarded, in both directions. */
export type Rules = readonly string[];

const KNOWN = `{ ${SITE_ADDRESS}, ${TURN_ADDRESS} }`;

export const RULES = {
  loses: (percent: number): Rules => [`numgen random mod 100 < ${percent} drop`],
  noUdp: ['meta l4proto udp drop'],
  /** The site and the relay can be reached, and nobody else. */
  relayOnly: [`ip saddr ${KNOWN} accept`, `ip daddr ${KNOWN} accept`, 'drop'],
  blackhole: ['drop'],
} as const;

/** Of a cell's whole length, or for the time of an act: the one goes on when the other is healed. */
export type Span = 'lane' | 'act';

export async function spoil(name: UplinkName, span: Span, rules: Rules): Promise<void> {
  const chain = rules.map((rule) => `\n        ${rule}`).join('');
  await within(
    routerOf(name),
    'nft',
    `table ip ${span} {
      chain way {
        type filter hook forward priority filter - 10${chain}
      }
    }`,
  );
}

export function heal(name: UplinkName, span: Span): Promise<void> {
  return within(routerOf(name), 'nft', `delete table ip ${span}`);
}

/** In each direction; a queue of 400 ms, as cheap routers have. */
export async function narrow(name: UplinkName, kbit: number): Promise<void> {
  const bucket = ['tbf', 'rate', `${kbit}kbit`, 'burst', '4kb', 'latency', '400ms'];
  for (const device of ['lan', 'wan']) {
    await within(routerOf(name), 'tc', 'qdisc', 'add', 'dev', device, 'root', ...bucket);
  }
}
