import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { TcpLine, type Direction, type Weather } from './tcp-line.ts';

/** Where a new line leads; `null`: nowhere, it is reset. */
type Target = () => URL | null;

/**
 * Stands between clients and a server, and is as bad as networks are. What is done to the proxy is done to all of
 * its lines; what is done to one of `lines()` is done to that one.
 *
 *   cut      both ends get a reset; new connections are let through
 *   hold     bytes of one direction wait here; what is held when the line is cut is lost
 *   halfOpen the lines that are there fall silent for good, and neither end is told; new ones work
 *   weather  slow, or in tiny pieces
 */
export class TcpProxy implements AsyncDisposable {
  readonly url: string;
  readonly #server: Server;
  #target: Target;
  readonly #lines = new Set<TcpLine>();
  /** Fallen silent, and kept apart so that `release` does not wake them. */
  readonly #dead = new Set<TcpLine>();
  readonly #held = new Set<Direction>();

  private constructor(server: Server, target: Target) {
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('the proxy does not listen on a port');
    this.url = `http://127.0.0.1:${address.port}`;
    this.#server = server;
    this.#target = target;
    server.on('connection', (client) => this.#join(client));
  }

  /** `target` with a port, and without TLS: its certificate would not be for this proxy. */
  static async start(target: string | Target): Promise<TcpProxy> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new TcpProxy(server, typeof target === 'string' ? () => new URL(target) : target);
  }

  /** New lines lead there from now on, as behind a load balancer; those that are there stay. */
  route(targetUrl: string): void {
    this.#target = () => new URL(targetUrl);
  }

  /** Nobody gets through until the next `route`. */
  block(): void {
    this.#target = () => null;
    this.cut();
  }

  /** Those that are there, oldest first. */
  lines(): TcpLine[] {
    return [...this.#lines];
  }

  cut(): void {
    for (const line of this.#lines) line.cut();
  }

  hold(direction: Direction): void {
    this.#held.add(direction);
    for (const line of this.#lines) line.hold(direction);
  }

  release(): void {
    for (const direction of this.#held) for (const line of this.#lines) line.release(direction);
    this.#held.clear();
  }

  /** Of the lines that are there. */
  set weather(weather: Weather) {
    for (const line of this.#lines) line.weather = weather;
  }

  /** Unheard of from now on; both ends must notice by themselves. */
  halfOpen(lines = this.lines()): void {
    for (const line of lines) {
      line.silence();
      this.#lines.delete(line);
      this.#dead.add(line);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.cut();
    for (const line of this.#dead) line.cut();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #join(client: Socket): void {
    const target = this.#target();
    if (target === null) {
      client.on('error', () => undefined);
      client.resetAndDestroy();
      return;
    }
    const line = new TcpLine(client, connect({ host: target.hostname, port: Number(target.port) }));
    this.#lines.add(line);
    for (const direction of this.#held) line.hold(direction);
    void line.gone.then(() => {
      this.#lines.delete(line);
      this.#dead.delete(line);
    });
  }
}
