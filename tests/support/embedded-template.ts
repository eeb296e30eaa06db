import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import manifest from '../package.json' with { type: 'json' };

const CACHE = fileURLToPath(new URL('../../node_modules/.cache', import.meta.url));
const API = fileURLToPath(new URL('../../packages/api/src', import.meta.url));
const PREFIX = 'parley-embedded-';

/**
 * The embedded database spends four seconds of processor time on its first start, and each migration its share. Tests
 * begin with a copy of a directory that has both behind it; it is kept until the database's version or a migration changes.
 */
export async function embeddedTemplate(): Promise<string> {
  const template = join(CACHE, PREFIX + (await fingerprint()));
  if (existsSync(template)) return template;
  await mkdir(CACHE, { recursive: true });
  const unfinished = await mkdtemp(join(CACHE, 'unfinished-'));
  const { DATABASE_URL: _server, ...env } = process.env;
  await promisify(execFile)(process.execPath, [join(API, 'migrate.ts')], { env: { ...env, DATA_DIR: unfinished } });
  try {
    await rename(unfinished, template);
  } catch (cause) {
    // Another run of the tests was faster; its template is as good.
    if (!existsSync(template)) throw cause;
    await rm(unfinished, { recursive: true });
  }
  const kept = (await readdir(CACHE)).filter((name) => name.startsWith(PREFIX));
  for (const name of kept) if (join(CACHE, name) !== template) await rm(join(CACHE, name), { recursive: true });
  return template;
}

async function fingerprint(): Promise<string> {
  const hash = createHash('sha256').update(manifest.devDependencies['@electric-sql/pglite']);
  const folder = join(API, 'db/migrations');
  for (const name of (await readdir(folder)).toSorted()) hash.update(name).update(await readFile(join(folder, name)));
  return hash.digest('hex').slice(0, 16);
}
