import { createRequire } from 'node:module';
import { arch, cpus, platform, totalmem } from 'node:os';
import { canPin } from './cores.ts';

const require = createRequire(import.meta.url);

function versionOf(name: string): string {
  const manifest: { version: string } = require(`${name}/package.json`);
  return manifest.version;
}

/** What was measured on what. */
export function about(postgresVersion: string): Record<string, string> {
  return {
    machine: `${cpus().length} × ${cpus()[0]?.model ?? '?'}, ${Math.round(totalmem() / 2 ** 30)} GiB, ${platform()} ${arch()}`,
    pinning: canPin ? 'server on core 0; generator and Postgres on core 1' : 'none',
    node: process.version,
    postgres: `${postgresVersion}, fsync and synchronous_commit on`,
    'socket.io': versionOf('socket.io'),
    '@socket.io/postgres-adapter': versionOf('@socket.io/postgres-adapter'),
    ws: versionOf('ws'),
  };
}
