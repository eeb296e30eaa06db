/** The networks in which each act is played. */
import { narrow, RULES, spoil, type Rules } from './faults.ts';
import type { NatKind } from './nat.ts';
import type { UplinkName } from './network.ts';

export interface Lane {
  nat: NatKind;
  rules?: { at: readonly UplinkName[]; rules: Rules };
  kbit?: number;
  /** The project's own setting. Elsewhere calls take what way there is. */
  relayOnly?: boolean;
  /** The connection that this network leaves, as each side names it: `local–remote`. Another one proves the lane wrong. */
  way: RegExp;
}

const EVERYWHERE = ['wifi', 'cell', 'office'] as const;
/** Loss or a narrow line at both ends would count twice. */
const VISITORS = ['wifi', 'cell'] as const;
const STRAIGHT = /^(host|srflx|prflx)–(host|srflx|prflx)$/;
export const RELAYED = /^relay\/\w+–relay$/;
/** The straight one, unless its checks got lost, as on a line that is full, and the relay's did not. */
export const ANY = /–/;

export const LANES = {
  direct: { nat: 'cone', way: STRAIGHT },
  symmetric: { nat: 'symmetric', way: /relay/ },
  relay: { nat: 'cone', relayOnly: true, rules: { at: EVERYWHERE, rules: RULES.relayOnly }, way: RELAYED },
  'no-udp': { nat: 'cone', rules: { at: EVERYWHERE, rules: RULES.noUdp }, way: /^relay\/tcp–/ },
  loss5: { nat: 'cone', rules: { at: VISITORS, rules: RULES.loses(5) }, way: ANY },
  loss10: { nat: 'cone', rules: { at: VISITORS, rules: RULES.loses(10) }, way: ANY },
  loss20: { nat: 'cone', rules: { at: VISITORS, rules: RULES.loses(20) }, way: ANY },
  narrow: { nat: 'cone', kbit: 256, way: ANY },
} as const satisfies Record<string, Lane>;

export type LaneName = keyof typeof LANES;

/** Once the pages are open: loading them is not what is looked at. */
export async function enter(lane: Lane): Promise<void> {
  for (const name of lane.rules?.at ?? []) await spoil(name, 'lane', lane.rules?.rules ?? []);
  if (lane.kbit !== undefined) for (const name of VISITORS) await narrow(name, lane.kbit);
}
