import { createHash } from 'node:crypto';
import { copyFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Started } from '../common/autostart.ts';
import type { Options } from './options.ts';

const NAME = 'chat.parley.operator';

/** How this program is started again, from anywhere and with nobody's environment. `folder`: of the profile. */
export function startOf({ profile, browser, browserFlags }: Options, folder: string): Started {
  const chosen = browser ?? process.env['CHROME_BIN'] ?? '';
  return {
    name: profile === null ? NAME : `${NAME}.${createHash('sha256').update(folder).digest('hex').slice(0, 12)}`,
    command: () => [
      process.execPath,
      lasting(process.argv[1] ?? '', folder),
      ...(profile === null ? [] : ['--profile', folder]),
      ...(chosen === '' ? [] : ['--browser', resolve(chosen)]),
      ...browserFlags.map((flag) => `--browser-flag=${flag}`),
    ],
  };
}

/** Where npx keeps it may be cleared away any day. It is one file, and needs nothing beside it. */
function lasting(script: string, folder: string): string {
  if (!/[\\/]_npx[\\/]/.test(script)) return script;
  const kept = join(folder, 'parley-operator.mjs');
  copyFileSync(script, kept);
  return kept;
}
