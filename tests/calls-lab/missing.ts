import { spawnSync } from 'node:child_process';
import { findPostgres, findProgram } from '../chaos/cluster/programs.ts';
import { findChromium } from '../support/chromium.ts';
import { OWN_WORLD } from './world.ts';

/** By the Debian package that has it. */
const PROGRAMS = {
  ip: 'iproute2',
  tc: 'iproute2',
  nft: 'nftables',
  unshare: 'util-linux',
  turnserver: 'coturn',
  tcpdump: 'tcpdump',
};

/** Why the lab cannot run here, in one line; `null` when it can. */
export async function whyNoLab(): Promise<string | null> {
  if (process.platform !== 'linux') return 'it is made of Linux network namespaces';
  if (process.getuid?.() !== 0) return 'only root may make network namespaces';
  const missing = new Set(
    Object.entries(PROGRAMS).flatMap(([program, name]) => (findProgram(program) === null ? [name] : [])),
  );
  if (findPostgres() === null) missing.add('postgresql');
  if ((await findChromium()) === null) missing.add('chromium');
  if (missing.size > 0) return `missing: apt-get install ${[...missing].join(' ')}`;
  const [program, ...args] = OWN_WORLD;
  if (spawnSync(program, [...args, 'true']).status !== 0) return 'this container may not make namespaces';
  return null;
}
