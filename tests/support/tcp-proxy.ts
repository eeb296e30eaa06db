import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

/** `up`: to the server. `down`: from it. */
type Direction = 'up' | 'down';

interface Pair {
  client: Socket;
  server: Socket;
}

/**
 * Stands between clients and a server, and is as bad as networks are.
 *
 *   cut      both ends get a reset; new connections are let through
 *   hold     bytes of one direction wait here; what is held when the line is cut is lost
 *   halfOpen the lines that are there fall silent for good, and neither end is told; new ones work
 */
export class TcpProxy implements AsyncDisposable {
  readonly url: string;
  readonly #server: Server;
  #target: URL;
  readonly #pairs = new Set<Pair>();
  readonly #held = new Set<Direction>();
  /** Fallen silent, and kept apart so that `release` does not wake them. */
  readonly #dead = new Set<Pair>();

  private constructor(server: Server, target: URL) {
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('the proxy does not listen on a port');
    this.url = `http://127.0.0.1:${address.port}`;
    this.#server = server;
    this.#target = target;
    server.on('connection', (client) => this.#join(client, this.#target));
  }

  /** `targetUrl` with a port, and without TLS: its certificate would not be for this proxy. */
  static async start(targetUrl: string): Promise<TcpProxy> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new TcpProxy(server, new URL(targetUrl));
  }

  /** New lines lead there from now on, as behind a load balancer; those that are there stay. */
  route(targetUrl: string): void {
    this.#target = new URL(targetUrl);
  }

  cut(): void {
    for (const { client, server } of this.#pairs) {
      client.resetAndDestroy();
      server.resetAndDestroy();
    }
  }

  hold(direction: Direction): void {
    this.#held.add(direction);
    for (const pair of this.#pairs) stopFlow(pair, direction);
  }

  release(): void {
    for (const direction of this.#held) for (const pair of this.#pairs) flow(pair, direction);
    this.#held.clear();
  }

  /** Unheard of from now on; both ends must notice by themselves. */
  halfOpen(): void {
    for (const pair of this.#pairs) {
      stopFlow(pair, 'up');
      stopFlow(pair, 'down');
      this.#pairs.delete(pair);
      this.#dead.add(pair);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.cut();
    for (const { client, server } of this.#dead) {
      client.destroy();
      server.destroy();
    }
    this.#server.close();
    await once(this.#server, 'close');
  }

  #join(client: Socket, target: URL): void {
    const server = connect({ host: target.hostname, port: Number(target.port) });
    const pair: Pair = { client, server };
    this.#pairs.add(pair);
    for (const [socket, other] of [
      [client, server],
      [server, client],
    ] as const) {
      // A reset is what this file is for; `close` follows it.
      socket.on('error', () => undefined);
      socket.on('close', () => {
        if (this.#pairs.delete(pair)) other.destroy();
      });
    }
    for (const direction of ['up', 'down'] as const) if (!this.#held.has(direction)) flow(pair, direction);
  }
}

const ends = ({ client, server }: Pair, direction: Direction): { from: Socket; to: Socket } =>
  direction === 'up' ? { from: client, to: server } : { from: server, to: client };

function flow(pair: Pair, direction: Direction): void {
  const { from, to } = ends(pair, direction);
  from.pipe(to);
}

function stopFlow(pair: Pair, direction: Direction): void {
  const { from, to } = ends(pair, direction);
  from.unpipe(to);
  from.pause();
}
