import { satisfies } from 'semver';
import { describe, expect, test } from 'vitest';
import { readRepositoryFile } from '../support/repository.ts';

/**
 * A lock can be complete for the machine that wrote it and useless for everybody else, without an error from npm.
 */
interface LockEntry {
  version?: string;
  resolved?: string;
  link?: boolean;
  optional?: boolean;
  engines?: { node?: string };
  optionalDependencies?: Record<string, string>;
  os?: string | string[];
  cpu?: string | string[];
}

const { packages }: { packages: Record<string, LockEntry> } = JSON.parse(readRepositoryFile('package-lock.json'));
const entries = Object.entries(packages);

/** The oldest Node that `npm start` and `npm test` promise to set themselves up with. */
const OLDEST_NODE = '20.20.2';

describe('package-lock.json', () => {
  test('holds the binaries of every platform', () => {
    // npm writes a lock without those that the registry does not have yet, and `npm ci` then refuses that lock.
    const missing = entries.flatMap(([path, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies)
        .filter((name) => !isResolvable(name, path))
        .map((name) => `${path} → ${name}`),
    );
    expect(missing).toEqual([]);
  });

  test('has no platform binary that npm leaves out when it runs on an older Node', () => {
    const leftOut = entries
      .filter(
        ([, entry]) =>
          entry.optional === true && isForLinux(entry) && !satisfies(OLDEST_NODE, entry.engines?.node ?? '*'),
      )
      .map(([path, { engines }]) => `${path} needs Node ${engines?.node}`);
    expect(leftOut).toEqual([]);
  });

  test('names no registry, so that any mirror serves', () => {
    expect(
      entries.filter(([, { resolved, link }]) => resolved !== undefined && link !== true).map(([path]) => path),
    ).toEqual([]);
  });
});

/** Node's own way: from the dependent's folder upwards. */
function isResolvable(name: string, from: string): boolean {
  for (let folder = from; ; folder = folder.slice(0, Math.max(folder.lastIndexOf('/node_modules/'), 0))) {
    const prefix = folder === '' ? '' : `${folder}/`;
    if (`${prefix}node_modules/${name}` in packages) return true;
    if (folder === '') return false;
  }
}

function isForLinux({ os, cpu }: LockEntry): boolean {
  const fits = (allowed: string | string[] | undefined, mine: string): boolean =>
    allowed === undefined || [allowed].flat().includes(mine);
  return fits(os, 'linux') && fits(cpu, 'x64');
}
