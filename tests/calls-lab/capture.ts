import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { Client } from './network.ts';
import { packetsIn, type Packet } from './packets.ts';

/** Its own loopback is no network: there a browser speaks with itself. */
const FILTER = '(tcp or udp) and not net 127.0.0.0/8 and not host ::1';
const TCPDUMP = ['tcpdump', ...'-i any -y LINUX_SLL2 -s 0 -B 16384 -U -w -'.split(' '), FILTER];
const LISTENS = /^(?:tcpdump: )?listening on /;
const DROPPED = /^([1-9]\d*) packets? dropped/;

/** All packets of TCP and UDP that a client sends and is sent, on whichever of its networks. */
export class Capture implements AsyncDisposable {
  readonly #tcpdump: ChildProcessByStdio<null, Readable, Readable>;
  readonly #chunks: Buffer[] = [];
  readonly #lines: string[] = [];

  private constructor(client: Client) {
    this.#tcpdump = spawn('ip', ['netns', 'exec', client, ...TCPDUMP], { stdio: ['ignore', 'pipe', 'pipe'] });
    this.#tcpdump.stdout.on('data', (chunk: Buffer) => this.#chunks.push(chunk));
  }

  /** Resolves when not a packet escapes it any more. */
  static async start(client: Client): Promise<Capture> {
    const capture = new Capture(client);
    const { promise, resolve, reject } = Promise.withResolvers<Capture>();
    // Read to the end: it dies of a pipe that is closed.
    createInterface(capture.#tcpdump.stderr)
      .on('line', (line) => {
        capture.#lines.push(line);
        if (LISTENS.test(line)) resolve(capture);
      })
      .on('close', () => reject(new Error(`tcpdump ended: ${capture.#lines.join('; ')}`)));
    return promise;
  }

  /** What was seen until now. @throws Error when that is not all */
  async stop(): Promise<Packet[]> {
    if (!this.#runs) throw new Error(`tcpdump ended: ${this.#lines.join('; ')}`);
    await this[Symbol.asyncDispose]();
    const dropped = this.#lines.find((line) => DROPPED.test(line));
    if (dropped !== undefined) throw new Error(`tcpdump: ${dropped}`);
    return [...packetsIn(Buffer.concat(this.#chunks))];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#runs) return;
    const closed = once(this.#tcpdump, 'close');
    this.#tcpdump.kill('SIGINT');
    await closed;
  }

  get #runs(): boolean {
    return this.#tcpdump.exitCode === null && this.#tcpdump.signalCode === null;
  }
}
