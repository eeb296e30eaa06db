import { join } from 'node:path';
import type { System } from '../common/autostart.ts';

/** Where this system keeps what belongs to a program and its person. */
export function ownFolder({ platform, home, env }: System): string {
  if (platform === 'darwin') return join(home, 'Library/Application Support/Parley Operator');
  if (platform === 'win32') return join(env['APPDATA'] ?? join(home, 'AppData/Roaming'), 'Parley Operator');
  return join(env['XDG_CONFIG_HOME'] ?? join(home, '.config'), 'parley-operator');
}

/** How the system opens an address in the person's own browser: a program and its arguments. */
export function openerOf(platform: NodeJS.Platform, address: string): [string, string[]] {
  if (platform === 'darwin') return ['open', [address]];
  // Not `start`, which is a shell's word: an address may hold signs that a shell reads.
  if (platform === 'win32') return ['explorer.exe', [address]];
  return ['xdg-open', [address]];
}
