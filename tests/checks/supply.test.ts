/** What comes in with `npm ci`: read from the lock file, which says it for every system and not just for this one. */
import { deepEqual, ok } from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'vitest';
import { z } from 'zod';

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

const versions = z.record(z.string(), z.string()).default({});
const lock = z
  .object({
    packages: z.record(
      z.string(),
      z.object({
        integrity: z.string().optional(),
        license: z.string().optional(),
        dev: z.boolean().default(false),
        link: z.boolean().default(false),
        hasInstallScript: z.boolean().default(false),
        dependencies: versions,
        devDependencies: versions,
        optionalDependencies: versions,
      }),
    ),
  })
  .parse(JSON.parse(read('package-lock.json')));

const entries = Object.entries(lock.packages);
const foreign = entries.filter(([path, { link }]) => path.includes('node_modules/') && !link);
const own = entries.filter(([path]) => !path.includes('node_modules/'));

/** They ask for no more than to be named. */
const LICENCES = [
  'MIT',
  'ISC',
  'BSD-2-Clause',
  'BSD-3-Clause',
  '0BSD',
  'Apache-2.0',
  'Unlicense',
  'BlueOak-1.0.0',
  'Python-2.0',
];
/** What only our tests and builds use may be under one that asks to share changes to it. */
const LICENCES_OF_TOOLS = [...LICENCES, 'MPL-2.0'];
/** libvips under sharp: a shared library in a package of its own, unchanged, which anybody may replace, as its licence asks. */
const LIBVIPS = /^node_modules\/@img\/sharp-/;
const LICENCES_OF_LIBVIPS = [...LICENCES, 'LGPL-3.0-or-later'];
/** Packages whose install scripts are wanted. None is. */
const MAY_RUN: string[] = [];

const named = (found: typeof foreign): string[] => found.map(([path]) => path);

describe('the supply', () => {
  test('every package is the one that was looked at', () => {
    ok(foreign.length > 0);
    deepEqual(named(foreign.filter(([, { integrity }]) => !integrity?.startsWith('sha512-'))), []);
  });

  test('nothing runs while it is installed', () => {
    deepEqual(named(foreign.filter(([path, { hasInstallScript }]) => hasInstallScript && !MAY_RUN.includes(path))), []);
    ok(read('.npmrc').split('\n').includes('ignore-scripts=true'));
  });

  test('every licence is one that we and our users may live with', () => {
    const isAllowed = (licence: string, known: readonly string[]) =>
      licence
        .replaceAll(/[()]/g, '')
        .split(' OR ')
        .some((choice) => choice.split(' AND ').every((one) => known.includes(one)));
    const knownFor = (path: string, dev: boolean) => {
      if (LIBVIPS.test(path)) return LICENCES_OF_LIBVIPS;
      return dev ? LICENCES_OF_TOOLS : LICENCES;
    };
    const refused = foreign.filter(([path, { license = '', dev }]) => !isAllowed(license, knownFor(path, dev)));
    deepEqual(named(refused), []);
  });

  test('we ask for exact versions', () => {
    const asked = own.flatMap(([, { dependencies, devDependencies, optionalDependencies }]) =>
      Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies }),
    );
    deepEqual(
      asked.filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version)),
      [],
    );
  });
});
