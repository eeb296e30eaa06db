import { execFileSync } from 'node:child_process';
import { accessSync, constants, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** As absolute paths. */
export interface PostgresPrograms {
  initdb: string;
  postgres: string;
  pgBasebackup: string;
}

/** What a run needs of the system. */
export interface Programs extends PostgresPrograms {
  natsServer: string;
}

/** Debian keeps the server's programs out of PATH, one folder a version. */
const DEBIAN_POSTGRES = '/usr/lib/postgresql';

/** @throws Error that says in one line what to install. */
export function findPrograms(): Programs {
  const postgres = findPostgres();
  const natsServer = findProgram('nats-server');
  if (postgres === null || natsServer === null) {
    const missing = [postgres === null ? 'postgresql' : '', natsServer === null ? 'nats-server' : ''];
    const names = missing.filter((name) => name !== '').join(' ');
    throw new Error(`The chaos run starts servers of its own and misses: ${names} (apt-get install ${names})`);
  }
  return { ...postgres, natsServer };
}

export function findPostgres(): PostgresPrograms | null {
  const folder = [...debianVersions(), ...folders()].find((each) => isProgram(join(each, 'postgres')));
  if (folder === undefined) return null;
  const path = (name: string): string => join(folder, name);
  return { initdb: path('initdb'), postgres: path('postgres'), pgBasebackup: path('pg_basebackup') };
}

export function findProgram(name: string): string | null {
  return (
    folders()
      .map((folder) => join(folder, name))
      .find(isProgram) ?? null
  );
}

/** What servers are made of is not in every PATH. */
function folders(): string[] {
  return [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin'];
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
