import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PGlite } from '@electric-sql/pglite';
import manifest from '../package.json' with { type: 'json' };

const CACHE = fileURLToPath(new URL('../../node_modules/.cache', import.meta.url));
const TEMPLATE = join(CACHE, `parley-embedded-${manifest.devDependencies['@electric-sql/pglite']}`);

/**
 * The embedded database spends four seconds of processor time on its first start and hardly any on the next.
 * Tests begin with a copy of a directory that has had its first start; it is kept until the database's version changes.
 */
export async function embeddedTemplate(): Promise<string> {
  if (existsSync(TEMPLATE)) return TEMPLATE;
  await mkdir(CACHE, { recursive: true });
  const unfinished = await mkdtemp(join(CACHE, 'unfinished-'));
  const database = await PGlite.create(join(unfinished, 'postgres'));
  await database.close();
  try {
    await rename(unfinished, TEMPLATE);
  } catch (cause) {
    // Another run of the tests was faster; its template is as good.
    if (!existsSync(TEMPLATE)) throw cause;
    await rm(unfinished, { recursive: true });
  }
  return TEMPLATE;
}
