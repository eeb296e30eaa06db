import pg from 'pg';
import { startServerProcess, type ServerProcess } from '../../support/server-process.ts';
import { TcpProxy } from '../../support/tcp-proxy.ts';
import { dropDatabase, newDatabaseName, POSTGRES } from './database.ts';
import { readLog } from './read-log.ts';
import { createProject, registerOperator, type TestOperator } from '../../support/people.ts';
import type { Reader } from './readers.ts';
import { PATIENCE_MS, Recording } from './recording.ts';

const PRELOADED = ['plant.ts', '../cluster/probe.ts'].map((file) => `--import=${new URL(file, import.meta.url).href}`);

export interface WorldOptions {
  nodes: number;
  /** The bus is Postgres without it. */
  natsUrl?: string;
}

/** A database of its own on the Postgres server, some nodes, a proxy before each, and a project with its operator. */
export class World implements AsyncDisposable {
  readonly recording = new Recording();
  readonly readers: Reader[] = [];
  readonly nodes: ServerProcess[] = [];
  /** Between clients and node of the same index. */
  readonly ways: TcpProxy[] = [];
  readonly #undo = new AsyncDisposableStack();
  #client: pg.Client | null = null;
  #operator: TestOperator | null = null;
  #project: { id: string; key: string } | null = null;

  static async start(options: WorldOptions): Promise<World> {
    const world = new World();
    try {
      await world.#start(options);
      return world;
    } catch (cause) {
      await world[Symbol.asyncDispose]();
      throw cause;
    }
  }

  get sql(): pg.Client {
    return there(this.#client);
  }

  get operator(): TestOperator {
    return there(this.#operator);
  }

  get project(): { id: string; key: string } {
    return there(this.#project);
  }

  node(index: number): { server: ServerProcess; way: TcpProxy } {
    return { server: there(this.nodes[index]), way: there(this.ways[index]) };
  }

  /** What is to be closed before the servers are. */
  use(close: () => Promise<void>): void {
    this.#undo.defer(close);
  }

  /** Waits until all readers have all of their streams, or patience is over; then tells the log. */
  async settle(ms = PATIENCE_MS): Promise<void> {
    const log = await readLog(this.sql);
    const heads = new Map(log.filter(({ only }) => only === undefined).map(({ stream, seq }) => [stream, seq]));
    await this.recording.until(() => this.readers.every(({ stream, seq }) => seq >= (heads.get(stream) ?? 0)), ms);
    for (const entry of await readLog(this.sql)) this.recording.add(entry);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#undo.disposeAsync();
  }

  async #start({ nodes, natsUrl }: WorldOptions): Promise<void> {
    const env = { DATABASE_URL: await this.#createDatabase(), ...(natsUrl === undefined ? {} : { NATS_URL: natsUrl }) };
    for (let index = 0; index < nodes; index += 1) await this.#startNode(env);
    const { url } = this.node(0).server;
    this.#operator = await registerOperator(url);
    this.#project = await createProject(url, this.#operator);
  }

  async #createDatabase(): Promise<string> {
    const name = process.env['PLANTED_DATABASE'] ?? newDatabaseName();
    const server = new pg.Client({ connectionString: POSTGRES });
    await server.connect();
    this.#undo.defer(() => dropDatabase(name));
    await server.query(`create database ${name}`);
    await server.end();
    const url = new URL(POSTGRES);
    url.pathname = `/${name}`;
    const client = new pg.Client({ connectionString: url.href });
    await client.connect();
    this.#client = client;
    this.#undo.defer(() => client.end());
    return url.href;
  }

  async #startNode(env: Record<string, string>): Promise<void> {
    const planted = process.env['PLANTED'];
    const server = await startServerProcess({
      env: {
        ...env,
        DATA_DIR: '/nonexistent',
        NODE_OPTIONS: PRELOADED.join(' '),
        ...(planted === undefined ? {} : { PLANTED: planted }),
      },
    });
    this.nodes.push(this.#undo.use(server));
    this.ways.push(this.#undo.use(await TcpProxy.start(server.url)));
  }
}

function there<T>(value: T | null | undefined): T {
  if (value == null) throw new Error('this scene has none');
  return value;
}
