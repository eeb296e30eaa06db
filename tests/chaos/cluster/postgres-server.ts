import { execFile } from 'node:child_process';
import { chownSync, mkdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { start, type Child } from './children.ts';
import { freePort } from './free-port.ts';
import { postgresUser, type PostgresPrograms } from './programs.ts';

const run = promisify(execFile);

/**
 * As a careful operator would run it, but for the memory. Asynchronous replication on purpose: it is what most run,
 * and the only kind that can lose what was acknowledged.
 */
const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  synchronous_commit: 'on',
  max_connections: '200',
  shared_buffers: '64MB',
  wal_level: 'replica',
  max_wal_senders: '8',
  wal_keep_size: '256MB',
  hot_standby: 'on',
  lc_messages: 'C',
};

/** One Postgres: a directory, a port, and the process of the moment. */
export class PostgresServer {
  readonly port: number;
  readonly #programs: PostgresPrograms;
  readonly #directory: string;
  #child: Child | null = null;

  private constructor(programs: PostgresPrograms, directory: string, port: number) {
    this.#programs = programs;
    this.#directory = directory;
    this.port = port;
  }

  static async create(programs: PostgresPrograms, directory: string): Promise<PostgresServer> {
    makeRoom(directory);
    const options = ['--auth=trust', '--username=postgres', '--encoding=UTF8', '--no-locale', '--no-sync'];
    await run(programs.initdb, ['--pgdata', directory, ...options], { ...postgresUser(), cwd: '/' });
    return new PostgresServer(programs, directory, await freePort());
  }

  /** A standby of the server that `primaryPort` leads to, at present and later. */
  static async copy(programs: PostgresPrograms, directory: string, primaryPort: number): Promise<PostgresServer> {
    makeRoom(directory);
    const from = ['-h', '127.0.0.1', '-p', String(primaryPort), '-U', 'postgres'];
    const options = ['-D', directory, '--write-recovery-conf', '--wal-method=stream', '--checkpoint=fast', '--no-sync'];
    await run(programs.pgBasebackup, [...from, ...options], { ...postgresUser(), cwd: '/' });
    return new PostgresServer(programs, directory, await freePort());
  }

  get url(): string {
    return `postgres://postgres@127.0.0.1:${this.port}/postgres`;
  }

  async start(): Promise<void> {
    const settings = Object.entries(SETTINGS).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    const args = ['-D', this.#directory, '-p', String(this.port), ...settings];
    const child = start(this.#programs.postgres, args, { ...postgresUser(), cwd: '/' }, `${this.#directory}.log`);
    this.#child = child;
    await child.line((line) => line.includes('ready to accept'));
  }

  /** Without a word to anyone: what was not flushed is gone. */
  async stopImmediately(): Promise<void> {
    await this.#child?.end('SIGQUIT');
  }

  async promote(): Promise<void> {
    await this.query('select pg_promote(true, 30)');
  }

  query<T extends object>(text: string, values: unknown[] = []): Promise<T[]> {
    return query<T>(this.url, text, values);
  }

  use<T>(act: (client: pg.Client) => Promise<T>): Promise<T> {
    return use(this.url, act);
  }

  async destroy(): Promise<void> {
    await this.#child?.end('SIGQUIT');
    await rm(this.#directory, { recursive: true, force: true });
  }
}

export function query<T extends object>(url: string, text: string, values: unknown[] = []): Promise<T[]> {
  return use(url, async (client) => (await client.query<T>(text, values)).rows);
}

async function use<T>(url: string, act: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  // A server that is killed under a query says so twice; the second time to nobody.
  client.on('error', () => undefined);
  try {
    await client.connect();
    return await act(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}

function makeRoom(directory: string): void {
  mkdirSync(directory, { mode: 0o700 });
  const { uid, gid } = postgresUser();
  if (uid !== undefined && gid !== undefined) chownSync(directory, uid, gid);
}

export const postgresDirectory = (root: string, nth: number): string => join(root, `postgres-${nth}`);
