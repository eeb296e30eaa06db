import { createRequire } from 'node:module';
import { arch, cpus, platform, totalmem } from 'node:os';
import { canPin } from './cores.ts';

const require = createRequire(import.meta.url);

/** Socket.IO brings its own `ws`. */
const inEngine = createRequire(createRequire(require.resolve('socket.io')).resolve('engine.io'));

export function versionOf(name: string, from = require): string {
  const manifest: { version: string } = from(`${name}/package.json`);
  return manifest.version;
}

export const machine = (): string =>
  `${cpus().length} × ${cpus()[0]?.model ?? '?'}, ${Math.round(totalmem() / 2 ** 30)} GiB, ${platform()} ${arch()}`;

/** What was measured on what. */
export function about(postgresVersion: string): Record<string, string> {
  return {
    machine: machine(),
    pinning: canPin ? 'server on core 0; generator and Postgres on core 1' : 'none',
    node: process.version,
    postgres: `${postgresVersion}, fsync and synchronous_commit on`,
    'socket.io': versionOf('socket.io'),
    '@socket.io/postgres-adapter': versionOf('@socket.io/postgres-adapter'),
    ws: `${versionOf('ws')} (Socket.IO's own ${versionOf('ws', inEngine)})`,
    pg: versionOf('pg'),
  };
}
