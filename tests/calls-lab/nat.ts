import { within } from './shell.ts';

/** `cone`: one public port per local one, whoever is spoken to. `symmetric`: another one for each who is spoken to. */
export type NatKind = 'cone' | 'symmetric';

/** Linux keeps the local port where it can, which is a cone to all who look. */
const MASQUERADE: Record<NatKind, string> = { cone: 'masquerade', symmetric: 'masquerade fully-random' };

/**
 * A home router: translates, and lets in what was asked for. What nobody asked for is dropped at the door, before it is
 * tracked: a packet of the peer's that came too early would take the port that ours needs to punch its hole.
 */
export function setNat(router: string, kind: NatKind): Promise<void> {
  return within(
    router,
    'nft',
    `table ip nat {
      chain out {
        type nat hook postrouting priority srcnat
        oifname "wan" ${MASQUERADE[kind]}
      }
    }
    table ip door {
      chain input {
        type filter hook input priority filter
        iifname "wan" ct state new drop
      }
      chain forward {
        type filter hook forward priority filter
        ct state established,related accept
        iifname "wan" drop
      }
    }`,
  );
}
