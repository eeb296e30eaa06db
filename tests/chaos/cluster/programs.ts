import { execFileSync } from 'node:child_process';
import { accessSync, constants, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** What a run needs of the system, as absolute paths. */
export interface Programs {
  initdb: string;
  postgres: string;
  pgBasebackup: string;
  natsServer: string;
}

/** Debian keeps the server's programs out of PATH, one folder a version. */
const DEBIAN_POSTGRES = '/usr/lib/postgresql';

/** @throws Error that says in one line what to install. */
export function findPrograms(): Programs {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin'];
  const postgres = [...debianVersions(), ...folders].find((folder) => isProgram(join(folder, 'postgres')));
  const nats = folders.find((folder) => isProgram(join(folder, 'nats-server')));
  if (postgres === undefined || nats === undefined) {
    const missing = [postgres === undefined ? 'postgresql' : '', nats === undefined ? 'nats-server' : ''];
    const names = missing.filter((name) => name !== '').join(' ');
    throw new Error(`The chaos run starts servers of its own and misses: ${names} (apt-get install ${names})`);
  }
  return {
    initdb: join(postgres, 'initdb'),
    postgres: join(postgres, 'postgres'),
    pgBasebackup: join(postgres, 'pg_basebackup'),
    natsServer: join(nats, 'nats-server'),
  };
}

/** Newest first. */
function debianVersions(): string[] {
  try {
    const versions = readdirSync(DEBIAN_POSTGRES).toSorted((a, b) => Number(b) - Number(a));
    return versions.map((version) => join(DEBIAN_POSTGRES, version, 'bin'));
  } catch {
    return [];
  }
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Postgres refuses to run as root: then it runs as the user that Debian's package made for it. */
export function postgresUser(): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {};
  const id = (what: '-u' | '-g'): number => Number(execFileSync('id', [what, 'postgres'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}
