import { setTimeout as pause } from 'node:timers/promises';
import { TcpProxy } from '../../support/tcp-proxy.ts';
import { postgresDirectory, PostgresServer, query } from './postgres-server.ts';
import type { Programs } from './programs.ts';

const POLL_MS = 50;
const CAUGHT_UP_MS = 20_000;
const COPY_TRIES = 5;
/** A primary is back in less. */
const COPY_RETRY_MS = 3_000;

/**
 * A primary and a standby that streams from it. Everybody reaches the primary of the moment by one address, and the
 * standby its primary by another, so that both ways can be cut:
 *
 *    nodes ──▶ proxy ──▶ primary ──▶ replication ──▶ standby
 */
export class Database {
  readonly #programs: Programs;
  readonly #root: string;
  readonly #proxy: TcpProxy;
  readonly #replication: TcpProxy;
  #primary: PostgresServer;
  /** Being made in the background after a failover. */
  #standby: Promise<PostgresServer>;
  #made = 1;

  private constructor(programs: Programs, root: string, primary: PostgresServer, proxies: [TcpProxy, TcpProxy]) {
    this.#programs = programs;
    this.#root = root;
    this.#primary = primary;
    [this.#proxy, this.#replication] = proxies;
    this.#standby = this.#makeStandby();
  }

  static async start(programs: Programs, root: string): Promise<Database> {
    const primary = await PostgresServer.create(programs, postgresDirectory(root, 0));
    await primary.start();
    await primary.query('create database parley');
    const proxies: [TcpProxy, TcpProxy] = [await TcpProxy.start(primary.url), await TcpProxy.start(primary.url)];
    const database = new Database(programs, root, primary, proxies);
    await database.#standby;
    return database;
  }

  /** Of the primary, whichever that is. */
  get url(): string {
    return `postgres://postgres@127.0.0.1:${new URL(this.#proxy.url).port}/parley`;
  }

  query<T extends object>(text: string, values: unknown[] = []): Promise<T[]> {
    return query<T>(this.url, text, values);
  }

  /** The backends of our servers, or those of one kind, so many times: as an operator's `pg_terminate_backend`. */
  async terminate(name = 'parley%', times = 1, everyMs = 0): Promise<void> {
    await this.#primary.use(async (client) => {
      for (let time = 0; time < times; time += 1) {
        if (time > 0) await pause(everyMs);
        await client.query('select pg_terminate_backend(pid) from pg_stat_activity where application_name like $1', [
          name,
        ]);
      }
    });
  }

  async restart(): Promise<void> {
    await this.#primary.stopImmediately();
    await this.#primary.start();
  }

  /** The standby has all that was acknowledged before it takes over. */
  async failOver(): Promise<void> {
    const standby = await this.#standby;
    this.#proxy.block();
    try {
      await this.#catchUp(standby);
    } catch (cause) {
      // The old one is as good as before: the run can still be judged.
      this.#proxy.route(this.#primary.url);
      throw cause;
    }
    await this.#primary.stopImmediately();
    await this.#promote(standby);
  }

  /** The standby is cut off, `lagMs` before the primary dies: what was acknowledged in that time is lost. */
  async failOverLosingTail(lagMs: number): Promise<void> {
    const standby = await this.#standby;
    // Or more would be lost than what is acknowledged from now on.
    await this.#catchUp(standby);
    this.#replication.hold('down');
    await pause(lagMs);
    await this.#primary.stopImmediately();
    this.#replication.block();
    this.#replication.release();
    await this.#promote(standby);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#proxy[Symbol.asyncDispose]();
    const standby = await this.#standby.catch(() => null);
    await this.#replication[Symbol.asyncDispose]();
    await standby?.destroy();
    await this.#primary.destroy();
  }

  async #promote(standby: PostgresServer): Promise<void> {
    this.#proxy.block();
    await standby.promote();
    const old = this.#primary;
    this.#primary = standby;
    this.#proxy.route(standby.url);
    this.#replication.route(standby.url);
    this.#standby = old.destroy().then(() => this.#makeStandbySomehow());
    // Whoever needs it next hears of a failure.
    this.#standby.catch(() => undefined);
  }

  /** On a busy machine a copy takes long, and what is done to the primary meanwhile breaks it off. */
  async #makeStandbySomehow(): Promise<PostgresServer> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await this.#makeStandby();
      } catch (cause) {
        if (tries === COPY_TRIES) throw cause;
        await pause(COPY_RETRY_MS);
      }
    }
  }

  async #makeStandby(): Promise<PostgresServer> {
    const directory = postgresDirectory(this.#root, this.#made++);
    const port = Number(new URL(this.#replication.url).port);
    const standby = await PostgresServer.copy(this.#programs, directory, port);
    await standby.start();
    return standby;
  }

  /** To where the primary is now. */
  async #catchUp(standby: PostgresServer): Promise<void> {
    const [primary] = await this.#primary.query<{ lsn: string }>('select pg_current_wal_flush_lsn()::text as lsn');
    const lsn = primary?.lsn ?? '0/0';
    const until = Date.now() + CAUGHT_UP_MS;
    while (Date.now() < until) {
      const [row] = await standby.query<{ there: boolean }>('select pg_last_wal_receive_lsn() >= $1::pg_lsn as there', [
        lsn,
      ]);
      if (row?.there === true) return;
      await pause(POLL_MS);
    }
    throw new Error('the standby did not catch up with its primary');
  }
}
