import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { readRepositoryFile } from './repository.ts';

export interface TurnServer extends AsyncDisposable {
  host: string;
  port: number;
  /** What Parley is told of it. */
  env: { TURN_URLS: string; TURN_SECRET: string };
  /** What it wrote. It keeps its words to itself until it ends. */
  logs: readonly string[];
}

/** Is there a coturn to talk to, and another network than loopback for it to be on? */
export const canRelay = (): boolean =>
  ownAddress() !== undefined && spawnSync('turnserver', ['--version'], { stdio: 'ignore' }).error === undefined;

const addresses = () => Object.values(networkInterfaces()).flatMap((each) => each ?? []);

const ownAddress = (): string | undefined =>
  addresses().find(({ family, internal }) => family === 'IPv4' && !internal)?.address;

/** Loopback will do: a relay that reaches nothing refuses just as well. */
const ownIpv6 = (): string | undefined =>
  addresses().find(({ family, scopeid }) => family === 'IPv6' && scopeid === 0)?.address;

export const hasIpv6 = (): boolean => ownIpv6() !== undefined;

const running = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** coturn with the configuration that docs/turn.md gives, on this machine's own address and without certificates. */
export async function startTurnServer({ ipv6 = false }: { ipv6?: boolean } = {}): Promise<TurnServer> {
  const host = ownAddress();
  if (host === undefined) throw new Error('no network but loopback');
  const secret = randomBytes(16).toString('hex');
  const port = 40_000 + Math.floor(Math.random() * 9_000);
  const directory = await mkdtemp(join(tmpdir(), 'parley-turn-'));
  const file = join(directory, 'turnserver.conf');
  await writeFile(
    file,
    configuration({ host, port, secret, directory, relays: ipv6 ? [host, ownIpv6() ?? []].flat() : [host] }),
  );
  const child = spawn('turnserver', ['-c', file], { stdio: ['ignore', 'pipe', 'pipe'] });
  running.add(child);
  const logs: string[] = [];
  for (const stream of [child.stdout, child.stderr]) createInterface(stream).on('line', (line) => logs.push(line));
  const exit = once(child, 'close').then(() => running.delete(child));
  while (!(await accepts(host, port))) {
    if (!running.has(child)) throw new Error(`coturn ended:\n${logs.slice(-20).join('\n')}`);
    await pause(RETRY_MS);
  }
  return {
    host,
    port,
    env: { TURN_URLS: `turn:${host}:${port}?transport=udp`, TURN_SECRET: secret },
    logs,
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGTERM');
      await exit;
      await rm(directory, { recursive: true });
    },
  };
}

const RETRY_MS = 50;

async function accepts(host: string, port: number): Promise<boolean> {
  const socket = connect({ host, port });
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

interface Here {
  host: string;
  port: number;
  secret: string;
  directory: string;
  /** The addresses that relays are opened on. */
  relays: readonly string[];
}

/** The block of the docs, but for what differs from machine to machine. */
function configuration(here: Here): string {
  const [, documented = ''] = /```ini\n(.*?)```/s.exec(readRepositoryFile('docs/turn.md')) ?? [];
  const theirs = /^(?:listening-port|tls-listening-port|static-auth-secret|cert|pkey|syslog)\b/;
  const lines = documented.split('\n').filter((line) => !theirs.test(line));
  const ours = [
    `listening-port=${here.port}`,
    `listening-ip=${here.host}`,
    ...here.relays.map((address) => `relay-ip=${address}`),
    // A private address, as behind NAT.
    `allowed-peer-ip=${here.host}`,
    `static-auth-secret=${here.secret}`,
    'no-tls',
    'log-file=stdout',
    `pidfile=${join(here.directory, 'pid')}`,
    `userdb=${join(here.directory, 'turndb')}`,
  ];
  return [...lines, ...ours, ''].join('\n');
}
