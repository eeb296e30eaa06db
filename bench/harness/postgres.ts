import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import pg from 'pg';

const DEFAULT_URL = 'postgres://postgres:postgres@127.0.0.1:5432/postgres';

/** The Postgres server of a run, on which it makes databases of its own and drops them at its end. */
export class Postgres {
  readonly #url: string;
  readonly #purpose: string;
  readonly #names = new Set<string>();
  #creating: Promise<unknown> = Promise.resolve();
  #dropping: Promise<void> | null = null;
  isOver = false;
  readonly version: string;

  private constructor(url: string, version: string, purpose: string) {
    this.#url = url;
    this.#purpose = purpose;
    this.version = version;
  }

  /**
   * `purpose` is part of the names of its databases, so that a run of another kind can be told apart.
   * @throws Error with one clear line when there is none, or when it does not keep what it acknowledges.
   */
  static async find(purpose = 'bench'): Promise<Postgres> {
    const url = process.env['TEST_DATABASE_URL'] ?? DEFAULT_URL;
    const durable = 'select current_setting($1) as value';
    try {
      const [version] = await query<{ value: string }>(url, durable, ['server_version']);
      for (const setting of ['synchronous_commit', 'fsync']) {
        const [row] = await query<{ value: string }>(url, durable, [setting]);
        if (row?.value !== 'on') throw new Error(`${setting} is ${row?.value}, and must be on`);
      }
      return new Postgres(url, version?.value ?? '?', purpose);
    } catch (cause) {
      throw new Error(
        `A Postgres server is needed at TEST_DATABASE_URL (or ${new URL(DEFAULT_URL).host}) on which databases may be created: ${cause instanceof Error ? cause.message : String(cause)}`,
        { cause },
      );
    }
  }

  urlOf(name: string): string {
    const url = new URL(this.#url);
    url.pathname = `/${name}`;
    return url.href;
  }

  /**
   * By copying the template's files: through the log, as is usual, a large one takes several times as long.
   * @returns its name.
   */
  async create(template = 'template1'): Promise<string> {
    if (this.isOver) throw new Error('the run is over');
    const name = `parley_${this.#purpose}_${randomBytes(5).toString('hex')}`;
    this.#names.add(name);
    this.#creating = query(this.#url, `create database ${name} template ${template} strategy file_copy`);
    await this.#creating;
    return name;
  }

  async drop(name: string): Promise<void> {
    await query(this.#url, `drop database if exists ${name} with (force)`);
    this.#names.delete(name);
  }

  /** What is being made is waited for, or it would be there after the end; nothing is made any more. */
  dropAll(): Promise<void> {
    this.isOver = true;
    this.#dropping ??= this.#dropEach();
    return this.#dropping;
  }

  async #dropEach(): Promise<void> {
    await Promise.allSettled([this.#creating]);
    for (const name of this.#names) await this.drop(name);
  }

  /** Moves the server processes that work for this database to a core; false when that is not ours to do. */
  async pin(name: string, core: number): Promise<boolean> {
    const pids = await this.#processesOf(name);
    try {
      for (const pid of pids) execFileSync('taskset', ['-cp', String(core), String(pid)], { stdio: 'ignore' });
      return true;
    } catch {
      // No taskset, a server on another machine, or another user's processes: the table says that it was not pinned.
      return false;
    }
  }

  /** Processor time so far of the server processes that work for this database; NaN where they are out of sight. */
  async cpuSeconds(name: string): Promise<number> {
    const pids = await this.#processesOf(name);
    return pids.reduce((sum, pid) => sum + cpuSecondsOf(pid), 0);
  }

  async #processesOf(name: string): Promise<number[]> {
    const text = 'select pid from pg_stat_activity where datname = $1';
    return (await query<{ pid: number }>(this.#url, text, [name])).map(({ pid }) => pid);
  }
}

/** Of `/proc/<pid>/stat`, whose clock ticks 100 times a second on all that Node runs on. */
const TICKS = 100;

function cpuSecondsOf(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    if (!stat.includes('(postgres)')) return Number.NaN;
    const [user, system] = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .slice(11, 13);
    return (Number(user) + Number(system)) / TICKS;
  } catch {
    // Another system than Linux, or a server on another machine.
    return Number.NaN;
  }
}

export async function query<T extends object>(url: string, text: string, values: unknown[] = []): Promise<T[]> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 15_000 });
  try {
    await client.connect();
    return (await client.query<T>(text, values)).rows;
  } finally {
    await client.end();
  }
}
