import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import pg from 'pg';
import pino from 'pino';
import { inject } from 'vitest';
import type { Bus } from '../../packages/api/src/event-log/bus/bus.ts';
import { localBus } from '../../packages/api/src/event-log/bus/local.ts';
import { NatsBus } from '../../packages/api/src/event-log/bus/nats.ts';
import { PostgresBus } from '../../packages/api/src/event-log/bus/postgres.ts';
import { createTestDatabase } from '../support/database.ts';
import { TcpProxy } from '../support/tcp-proxy.ts';

const log = pino({ level: 'silent' });
const POSTGRES_CHANNEL = 'parley';
const INSTALLATION = 'contract';
const ANOTHER = 'another';
const NATS_SUBJECT = `parley.${INSTALLATION}`;

export interface BusEngine extends AsyncDisposable {
  /** Another process's, of the same installation. */
  bus(): Bus;
  /** What carries the messages; null where nothing does. */
  wire: Wire | null;
}

interface Wire {
  /** Between all buses and the service, which is at `url`. */
  proxy: TcpProxy;
  url: string;
  /** Another installation's bus by the same service, past the proxy. */
  stranger(): Promise<Bus>;
  /** A packet as it stands, past the proxy. */
  say(packet: string): Promise<void>;
}

/** Those whose service is here. */
export function busEngines(): [string, () => Promise<BusEngine>][] {
  const nats = inject('natsUrl');
  const engines: [string, () => Promise<BusEngine>][] = [['local', local]];
  if (inject('postgresUrl') !== null) engines.push(['postgres', postgres]);
  if (nats !== null) engines.push(['nats', () => overNats(nats)]);
  return engines;
}

function local(): Promise<BusEngine> {
  return Promise.resolve({ wire: null, bus: () => localBus, [Symbol.asyncDispose]: () => Promise.resolve() });
}

async function postgres(): Promise<BusEngine> {
  const made = new AsyncDisposableStack();
  const database = async (): Promise<string> => made.use(await createTestDatabase('server')).env['DATABASE_URL'] ?? '';
  const url = await database();
  const proxy = made.use(await TcpProxy.start(url));
  const behind = new URL(url);
  behind.host = new URL(proxy.url).host;
  return {
    bus: () => new PostgresBus(behind.href, log),
    wire: {
      ...{ proxy, url },
      stranger: async () => new PostgresBus(await database(), log),
      say: async (packet) => {
        const client = new pg.Client({ connectionString: url });
        await client.connect();
        await client.query('select pg_notify($1, $2)', [POSTGRES_CHANNEL, packet]);
        await client.end();
      },
    },
    [Symbol.asyncDispose]: () => made.disposeAsync(),
  };
}

async function overNats(url: string): Promise<BusEngine> {
  const proxy = await TcpProxy.start(url);
  return {
    bus: () => new NatsBus(proxy.url.replace(/^http/, 'nats'), INSTALLATION, log),
    wire: {
      ...{ proxy, url },
      stranger: () => Promise.resolve(new NatsBus(url, ANOTHER, log)),
      say: (packet) => sayToNats(url, packet),
    },
    [Symbol.asyncDispose]: () => proxy[Symbol.asyncDispose](),
  };
}

/** By hand: the protocol is lines of text, and PONG says that all before it has been taken. */
async function sayToNats(url: string, packet: string): Promise<void> {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port) });
  socket.setEncoding('utf8');
  socket.write(
    `CONNECT {"verbose":false}\r\nPUB ${NATS_SUBJECT} ${Buffer.byteLength(packet)}\r\n${packet}\r\nPING\r\n`,
  );
  for await (const text of socket) if (String(text).includes('PONG')) break;
}

/** A NATS server that knows nobody, for now: its credentials are being changed. */
export function refuseLogin(socket: Socket): void {
  socket.write('INFO {"server_id":"s","version":"2.10.0","proto":1,"max_payload":1048576,"headers":true}\r\n');
  socket.once('data', () => socket.end("-ERR 'Authorization Violation'\r\n"));
}

/** Takes every connection and ends it at once: a service that is not there yet. */
export async function startRefusing(
  refuse: (socket: Socket) => void = (socket) => socket.resetAndDestroy(),
): Promise<{ url: string; attempts(count: number): Promise<void> } & AsyncDisposable> {
  let count = 0;
  let look: () => void = () => undefined;
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    refuse(socket);
    count += 1;
    look();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    attempts: (wanted) =>
      new Promise((resolve) => {
        look = () => {
          if (count >= wanted) resolve();
        };
        look();
      }),
    [Symbol.asyncDispose]: async () => {
      server.close();
      await once(server, 'close');
    },
  };
}
