import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import pg from 'pg';

const DEFAULT_URL = 'postgres://postgres:postgres@127.0.0.1:5432/postgres';

/** The Postgres server of a run, on which it makes databases of its own and drops them at its end. */
export class Postgres {
  readonly #url: string;
  readonly #names = new Set<string>();
  readonly version: string;

  private constructor(url: string, version: string) {
    this.#url = url;
    this.version = version;
  }

  /** @throws Error with one clear line when there is none, or when it does not keep what it acknowledges. */
  static async find(): Promise<Postgres> {
    const url = process.env['TEST_DATABASE_URL'] ?? DEFAULT_URL;
    const durable = 'select current_setting($1) as value';
    try {
      const [version] = await query<{ value: string }>(url, durable, ['server_version']);
      for (const setting of ['synchronous_commit', 'fsync']) {
        const [row] = await query<{ value: string }>(url, durable, [setting]);
        if (row?.value !== 'on') throw new Error(`${setting} is ${row?.value}, and must be on`);
      }
      return new Postgres(url, version?.value ?? '?');
    } catch (cause) {
      throw new Error(
        `The benchmark needs a Postgres server at TEST_DATABASE_URL (or ${new URL(DEFAULT_URL).host}) on which it may create databases: ${cause instanceof Error ? cause.message : String(cause)}`,
        { cause },
      );
    }
  }

  urlOf(name: string): string {
    const url = new URL(this.#url);
    url.pathname = `/${name}`;
    return url.href;
  }

  /** @returns its name. */
  async create(template = 'template1'): Promise<string> {
    const name = `parley_bench_${randomBytes(5).toString('hex')}`;
    this.#names.add(name);
    await query(this.#url, `create database ${name} template ${template}`);
    return name;
  }

  async drop(name: string): Promise<void> {
    await query(this.#url, `drop database if exists ${name} with (force)`);
    this.#names.delete(name);
  }

  async dropAll(): Promise<void> {
    for (const name of this.#names) await this.drop(name);
  }

  /** Moves the server processes that work for this database to a core; false when that is not ours to do. */
  async pin(name: string, core: number): Promise<boolean> {
    const rows = await query<{ pid: number }>(this.#url, 'select pid from pg_stat_activity where datname = $1', [name]);
    try {
      for (const { pid } of rows) execFileSync('taskset', ['-cp', String(core), String(pid)], { stdio: 'ignore' });
      return true;
    } catch {
      // No taskset, a server on another machine, or another user's processes: the table says that it was not pinned.
      return false;
    }
  }
}

export async function query<T extends object>(url: string, text: string, values: unknown[] = []): Promise<T[]> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 3_000 });
  try {
    await client.connect();
    return (await client.query<T>(text, values)).rows;
  } finally {
    await client.end();
  }
}
