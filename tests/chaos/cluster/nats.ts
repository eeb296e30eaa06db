import { TcpProxy } from '../../support/tcp-proxy.ts';
import { start, type Child } from './children.ts';
import { freePort } from './free-port.ts';
import type { Programs } from './programs.ts';

/** A NATS server behind a proxy: both can be taken away. */
export class Nats {
  readonly #start: () => Promise<Child>;
  readonly #proxy: TcpProxy;
  #child: Child;

  private constructor(startChild: () => Promise<Child>, child: Child, proxy: TcpProxy) {
    this.#start = startChild;
    this.#child = child;
    this.#proxy = proxy;
  }

  static async start({ natsServer }: Programs, logFile: string): Promise<Nats> {
    const port = await freePort();
    const begin = async (): Promise<Child> => {
      const child = start(natsServer, ['--addr', '127.0.0.1', '--port', String(port)], {}, logFile);
      await child.line((line) => line.includes('Server is ready'));
      return child;
    };
    return new Nats(begin, await begin(), await TcpProxy.start(`nats://127.0.0.1:${port}`));
  }

  get url(): string {
    return this.#proxy.url.replace(/^http/, 'nats');
  }

  async kill(): Promise<void> {
    await this.#child.end('SIGKILL');
  }

  async restart(): Promise<void> {
    this.#child = await this.#start();
  }

  /** Silent, and nobody is told. */
  hold(): void {
    this.#proxy.hold('up');
    this.#proxy.hold('down');
  }

  release(): void {
    this.#proxy.release();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#proxy[Symbol.asyncDispose]();
    await this.kill();
  }
}
