import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Database } from './database.ts';
import { Front } from './front.ts';
import { Nats } from './nats.ts';
import type { Programs } from './programs.ts';
import { ServerNode } from './server-node.ts';

export interface ClusterOptions {
  /** Where databases and logs go. */
  root: string;
  nodes: number;
  bus: 'nats' | 'postgres';
  /** For every server process, such as a bug that was planted on purpose. */
  env: Record<string, string>;
  execArgv: readonly string[];
  onDeath: (name: string) => void;
  onUnsent: (name: string, bytes: number) => void;
}

const READY_POLL_MS = 50;
const MOST_STARTS = 20;
const RESTART_MS = 500;
/** A rolling deploy must not take the whole run. */
const DRAIN_SECONDS = '3';

/** Everything that a site of three nodes consists of, each part on its own, each way between them through a proxy. */
export class Cluster {
  readonly database: Database;
  /** `null` where hints travel by Postgres. */
  readonly nats: Nats | null;
  readonly front: Front;
  /** By place; `null` while that place is empty. */
  readonly #nodes: (ServerNode | null)[];
  /** Of the rolling deploys: they serve until they have ended. */
  readonly #leaving = new Set<ServerNode>();
  readonly #startNode: (place: number) => Promise<ServerNode>;

  private constructor(
    parts: { database: Database; nats: Nats | null; front: Front },
    nodes: (ServerNode | null)[],
    startNode: (place: number) => Promise<ServerNode>,
  ) {
    this.database = parts.database;
    this.nats = parts.nats;
    this.front = parts.front;
    this.#nodes = nodes;
    this.#startNode = startNode;
  }

  static async start(programs: Programs, options: ClusterOptions): Promise<Cluster> {
    await using undo = new AsyncDisposableStack();
    const database = undo.use(await Database.start(programs, options.root));
    const nats = options.bus === 'nats' ? undo.use(await Nats.start(programs, join(options.root, 'nats.log'))) : null;
    let births = 0;
    const startNode = (place: number): Promise<ServerNode> =>
      ServerNode.start({
        name: `node-${place}.${births++}`,
        env: {
          DATABASE_URL: database.url,
          ...(nats === null ? {} : { NATS_URL: nats.url }),
          DATA_DIR: join(options.root, 'no-data'),
          DRAIN_SECONDS,
          ...options.env,
        },
        execArgv: options.execArgv,
        logFile: join(options.root, `node-${place}.log`),
        onDeath: options.onDeath,
        onUnsent: options.onUnsent,
      });
    const nodes: (ServerNode | null)[] = [];
    undo.defer(async () => {
      await Promise.all(nodes.flatMap((node) => node?.kill() ?? []));
    });
    // One after the other: the first one migrates.
    for (let place = 0; place < options.nodes; place += 1) nodes.push(await startNode(place));
    const front = undo.use(await Front.start(() => nodes.filter((node) => node !== null)));
    const cluster = new Cluster({ database, nats, front }, nodes, startNode);
    await cluster.allReady();
    undo.move();
    return cluster;
  }

  get url(): string {
    return this.front.url;
  }

  get places(): number {
    return this.#nodes.length;
  }

  nodes(): ServerNode[] {
    return this.#nodes.filter((node) => node !== null);
  }

  node(place: number): ServerNode {
    const node = this.#nodes[place];
    if (node == null) throw new Error(`no node at place ${place}`);
    return node;
  }

  async killNode(place: number): Promise<void> {
    await this.node(place).kill();
    this.#nodes[place] = null;
  }

  /** As a supervisor does it: a node that finds no database, in a failover, says so and ends, and is started again. */
  async startNode(place: number): Promise<void> {
    for (let left = MOST_STARTS; ; left -= 1) {
      try {
        this.#nodes[place] = await this.#startNode(place);
        return;
      } catch (cause) {
        if (left <= 1) throw cause;
        await pause(RESTART_MS);
      }
    }
  }

  /** The old one drains; its successor starts before that, or when it has gone. */
  async replaceNode(place: number, order: 'successor-first' | 'successor-after'): Promise<void> {
    const old = this.node(place);
    this.#leaving.add(old);
    if (order === 'successor-first') await this.startNode(place);
    await old.stop();
    this.#leaving.delete(old);
    if (order === 'successor-after') await this.startNode(place);
    await this.allReady();
  }

  /** The load balancer sends connections to every node. */
  async allReady(): Promise<void> {
    while (this.front.readyNodes < this.nodes().length) await pause(READY_POLL_MS);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.front[Symbol.asyncDispose]();
    await Promise.all([...this.nodes(), ...this.#leaving].map((node) => node.kill()));
    await this.nats?.[Symbol.asyncDispose]();
    await this.database[Symbol.asyncDispose]();
  }
}
