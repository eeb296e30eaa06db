import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { start } from '../chaos/cluster/children.ts';
import { findProgram } from '../chaos/cluster/programs.ts';
import { TURN_ADDRESS } from './network.ts';

export interface Turn {
  /** For the server: STUN, and TURN over UDP and TCP. */
  env: Record<'TURN_URLS' | 'TURN_SECRET', string>;
}

const PORT = 3478;

/** coturn, until this process ends. A page that is killed leaves its allocation for ten minutes, so there are many ports. */
export async function startTurn(root: string): Promise<Turn> {
  const secret = randomBytes(16).toString('hex');
  const child = start(
    findProgram('turnserver') ?? '',
    [
      '-n',
      `--listening-ip=${TURN_ADDRESS}`,
      `--relay-ip=${TURN_ADDRESS}`,
      `--listening-port=${PORT}`,
      '--min-port=50000',
      '--max-port=59999',
      '--relay-threads=1',
      '--fingerprint',
      '--realm=calls-lab',
      '--use-auth-secret',
      `--static-auth-secret=${secret}`,
      '--no-tls',
      '--no-dtls',
      '--no-cli',
      '--log-file=stdout',
      '--simple-log',
      `--pidfile=${join(root, 'turn.pid')}`,
      `--userdb=${join(root, 'turn.db')}`,
    ],
    {},
    join(root, 'turn.log'),
  );
  await child.line((line) => line.includes('Total General servers'));
  const host = `${TURN_ADDRESS}:${PORT}`;
  const urls = [`stun:${host}`, `turn:${host}?transport=udp`, `turn:${host}?transport=tcp`];
  return { env: { TURN_URLS: urls.join(','), TURN_SECRET: secret } };
}
