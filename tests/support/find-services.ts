import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { connect } from 'node:net';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { embeddedTemplate } from './embedded-template.ts';
import { noteLeftOut } from './left-out.ts';
import { canRelay, hasIpv6 } from './turn-server.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** A Postgres server on which databases may be created. */
    postgresUrl: string | null;
    natsUrl: string | null;
    /** Is there a coturn, for calls that go through a relay? */
    hasTurnServer: boolean;
    /** A data directory of the embedded database, migrated and without rows. */
    embeddedTemplate: string;
  }
}

const DEFAULT_POSTGRES = 'postgres://postgres:postgres@127.0.0.1:5432/postgres';
const DEFAULT_NATS = 'nats://127.0.0.1:4222';
const PROBE_MS = 3_000;

/** Vitest's global set-up: looks once for what the tests may use, and tells them by `inject`. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const [postgres, nats, template] = await Promise.all([findPostgres(), findNats(), embeddedTemplate()]);
  project.provide('postgresUrl', postgres);
  project.provide('natsUrl', nats.url);
  project.provide('embeddedTemplate', template);
  const hasTurnServer = canRelay();
  project.provide('hasTurnServer', hasTurnServer);
  if (postgres === null) {
    noteLeftOut('tests on a Postgres server (none at TEST_DATABASE_URL or 127.0.0.1:5432; embedded database only)');
  }
  if (nats.url === null) noteLeftOut('tests on NATS (no nats-server in PATH, none at TEST_NATS_URL or 127.0.0.1:4222)');
  if (hasTurnServer && !hasIpv6()) noteLeftOut('relays over IPv6 (this machine has no such address)');
  if (!hasTurnServer) noteLeftOut('calls through a relay (no coturn: turnserver is not in PATH)');
  return async () => {
    if (nats.process === null || nats.process.exitCode !== null) return;
    nats.process.kill('SIGTERM');
    await once(nats.process, 'exit');
  };
}

/** A server that was asked for by name and is not there is a mistake, not a reason to leave tests out. */
async function findPostgres(): Promise<string | null> {
  const asked = process.env['TEST_DATABASE_URL'];
  const url = asked ?? DEFAULT_POSTGRES;
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: PROBE_MS });
  try {
    await client.connect();
    const { rows } = await client.query<{ allowed: boolean }>(
      'select rolcreatedb or rolsuper as allowed from pg_roles where rolname = current_user',
    );
    return rows[0]?.allowed === true ? url : null;
  } catch (cause) {
    if (asked !== undefined) throw new Error('TEST_DATABASE_URL is set, but that server does not answer', { cause });
    return null;
  } finally {
    await client.end();
  }
}

async function findNats(): Promise<{ url: string | null; process: ChildProcess | null }> {
  const asked = process.env['TEST_NATS_URL'];
  if (asked !== undefined) return { url: asked, process: null };
  const own = await startNats();
  if (own !== null) return own;
  return { url: (await answers(4222)) ? DEFAULT_NATS : null, process: null };
}

/** One of our own on a free port, where the program is installed. */
async function startNats(): Promise<{ url: string; process: ChildProcess } | null> {
  const path = `${process.env['PATH'] ?? ''}:/usr/sbin:/usr/local/sbin`;
  const child = spawn('nats-server', ['--addr', '127.0.0.1', '--port', '-1'], {
    env: { ...process.env, PATH: path },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  try {
    await once(child, 'spawn');
  } catch {
    // Not installed.
    return null;
  }
  for await (const line of createInterface(child.stderr)) {
    const port = /Listening for client connections on .*:(\d+)$/.exec(line)?.[1];
    if (port === undefined) continue;
    child.stderr.resume();
    return { url: `nats://127.0.0.1:${port}`, process: child };
  }
  return null;
}

async function answers(port: number): Promise<boolean> {
  const socket = connect({ host: '127.0.0.1', port, timeout: PROBE_MS });
  const answer = await Promise.race(
    ['connect', 'error', 'timeout'].map(async (event) => {
      await new Promise((resolve) => socket.once(event, resolve));
      return event;
    }),
  );
  socket.destroy();
  return answer === 'connect';
}
