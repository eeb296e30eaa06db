import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** Bytes that went by, in ms since the epoch. */
export interface Passed {
  at: number;
  /** Of the page's end, as the server sees it. */
  address: string;
  direction: 'up' | 'down';
  bytes: number;
}

/** Stands between pages and a server; what goes by waits for `delayMs`, in each direction. */
export class DelayLine implements AsyncDisposable {
  delayMs = 0;
  /** At the server's end. */
  passed: Passed[] = [];
  readonly port: number;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(server: Server, { port }: AddressInfo, target: URL) {
    this.#server = server;
    this.port = port;
    server.on('connection', (page: Socket) => this.#join(page, target));
  }

  static async start(address: string, target: URL): Promise<DelayLine> {
    const server = createServer({ noDelay: true });
    server.listen(0, address);
    await once(server, 'listening');
    const bound = server.address();
    if (bound === null || typeof bound === 'string') throw new Error('the line has no port');
    return new DelayLine(server, bound, target);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #join(page: Socket, target: URL): void {
    const address = page.remoteAddress ?? '';
    const server = connect({ host: target.hostname, port: Number(target.port), noDelay: true });
    const note = (direction: Passed['direction'], { length: bytes }: Buffer): void => {
      this.passed.push({ at: performance.timeOrigin + performance.now(), address, direction, bytes });
    };
    page.on('data', (bytes: Buffer) =>
      this.#later(() => {
        note('up', bytes);
        server.write(bytes);
      }),
    );
    server.on('data', (bytes: Buffer) => {
      note('down', bytes);
      this.#later(() => page.write(bytes));
    });
    for (const [one, other] of [
      [page, server],
      [server, page],
    ] as const) {
      this.#sockets.add(one);
      one.on('error', () => undefined);
      one.on('close', () => {
        this.#sockets.delete(one);
        other.destroy();
      });
    }
  }

  /** In order: Node's timers of one length are a queue. */
  #later(act: () => void): void {
    if (this.delayMs === 0) act();
    else setTimeout(act, this.delayMs);
  }
}
