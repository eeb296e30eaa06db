import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Contestant } from '../contestants/contestants.ts';
import { asText, type FromProbe, type ToProbe } from '../messages.ts';
import { UNLIMITED } from '../../tests/support/unlimited.ts';
import { pinned } from './cores.ts';

const path = (file: string): string => fileURLToPath(new URL(file, import.meta.url));

/** One process of a contestant, with the probe inside. */
export class ServerUnderTest {
  readonly #child: ChildProcess;
  readonly port: number;
  /** From the start of the process until it listens. */
  readonly startedInMs: number;

  private constructor(child: ChildProcess, port: number, startedInMs: number) {
    this.#child = child;
    this.port = port;
    this.startedInMs = startedInMs;
  }

  /** @throws Error with its last lines when it ends instead of listening. */
  static async start({ peer }: Contestant, databaseUrl: string): Promise<ServerUnderTest> {
    const main = peer === null ? '../../packages/api/src/main.ts' : '../contestants/peer-main.ts';
    const options = peer === null ? [] : [JSON.stringify(peer)];
    const node = [process.execPath, '--expose-gc', '--import', path('./probe.ts'), path(main), ...options];
    const [command, args] = pinned(node, 'server');
    const startedAt = performance.now();
    const child = spawn(command, args, {
      env: {
        PATH: process.env['PATH'],
        NODE_ENV: 'production',
        DATABASE_URL: databaseUrl,
        PORT: '0',
        HOST: '127.0.0.1',
        DRAIN_SECONDS: '0',
        // Thousands of clients from one address would be a flood; a proxy of ours gives each his own.
        TRUSTED_PROXIES: '127.0.0.1',
        // And no person writes a thousand lines a second.
        ...UNLIMITED,
      },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    const lines: string[] = [];
    child.stderr?.on('data', (data) => lines.push(String(data)));
    const listening = new Promise<number>((resolve, reject) => {
      child.once('exit', () => reject(new Error(`the server ended: ${lines.slice(-5).join('')}`)));
      if (child.stdout === null) return reject(new Error('no stdout'));
      createInterface(child.stdout).on('line', (line) => {
        lines.push(`${line}\n`);
        const port = /"url":"http:\/\/[^:]+:(\d+)"/.exec(line)?.[1];
        if (port !== undefined && line.includes('"listening"')) resolve(Number(port));
      });
    });
    const port = await listening;
    return new ServerUnderTest(child, port, performance.now() - startedAt);
  }

  /** @throws Error when the process has ended, or ends instead of answering. */
  #ask(question: ToProbe): Promise<FromProbe> {
    return new Promise((resolve, reject) => {
      this.#child.once('disconnect', () => reject(new Error('the server ended')));
      this.#child.once('message', (text) => resolve(JSON.parse(asText(text))));
      this.#child.send(JSON.stringify(question), (error) => void (error !== null && reject(error)));
    });
  }

  async cpuSeconds(): Promise<number> {
    const answer = await this.#ask({ type: 'usage' });
    return answer.type === 'usage' ? answer.cpuSeconds : Number.NaN;
  }

  async memory(): Promise<number> {
    const answer = await this.#ask({ type: 'memory' });
    return answer.type === 'memory' ? answer.bytes : Number.NaN;
  }

  async profile(on: boolean, file: string): Promise<void> {
    await this.#ask({ type: 'profile', on, file });
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exit = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await exit;
  }
}
