import { fileURLToPath } from 'node:url';
import { UNLIMITED } from '../../support/unlimited.ts';
import { start, type Child } from './children.ts';
import { unsentBytesIn } from './unsent-bytes.ts';

const MAIN = fileURLToPath(new URL('../../../packages/api/src/main.ts', import.meta.url));
const PROBE = new URL('probe.ts', import.meta.url).href;
/** All that a server inherits: a developer's own DATABASE_URL must not reach it. */
const INHERITED = ['PATH', 'HOME', 'TMPDIR', 'TZ'];

export interface NodeOptions {
  name: string;
  env: Record<string, string>;
  execArgv: readonly string[];
  logFile: string;
  /** It ended, and nobody had asked it to. */
  onDeath: (name: string) => void;
  /** What it holds unsent for the slowest of its sockets, ten times a second. */
  onUnsent: (name: string, bytes: number) => void;
}

/** One process of the server, from its start to its end. */
export class ServerNode {
  readonly name: string;
  readonly url: string;
  readonly #child: Child;
  #wanted = true;

  private constructor(options: NodeOptions, child: Child, url: string) {
    this.name = options.name;
    this.url = url;
    this.#child = child;
    void child.ended.then(() => {
      if (this.#wanted) options.onDeath(this.name);
    });
  }

  static async start(options: NodeOptions): Promise<ServerNode> {
    const inherited = Object.fromEntries(INHERITED.map((name) => [name, process.env[name]]));
    const env = { ...inherited, ...UNLIMITED, HOST: '127.0.0.1', LOG_LEVEL: 'info', ...options.env, PORT: '0' };
    const args = [`--import=${PROBE}`, ...options.execArgv, MAIN];
    const child = start(process.execPath, args, { env }, options.logFile, (text) => {
      const bytes = unsentBytesIn(text);
      if (bytes !== null) options.onUnsent(options.name, bytes);
      return bytes !== null;
    });
    const line = await child.line((text) => listeningUrl(text) !== null);
    return new ServerNode(options, child, listeningUrl(line) ?? '');
  }

  get pid(): number {
    return this.#child.process.pid ?? 0;
  }

  async kill(): Promise<void> {
    this.#wanted = false;
    await this.#child.end('SIGKILL');
  }

  /** Drains, and resolves when it has ended by itself. */
  async stop(): Promise<void> {
    this.#wanted = false;
    await this.#child.end('SIGTERM');
  }

  /** Its peers and clients see a process that is there and does nothing. */
  freeze(): void {
    this.#child.process.kill('SIGSTOP');
  }

  thaw(): void {
    this.#child.process.kill('SIGCONT');
  }
}

/** The address in the server's `{"msg":"listening","url":"http://…"}`, or `null` for any other line. */
function listeningUrl(line: string): string | null {
  if (!line.startsWith('{')) return null;
  const entry: unknown = JSON.parse(line);
  const listening = typeof entry === 'object' && entry !== null && 'msg' in entry && entry.msg === 'listening';
  return listening && 'url' in entry && typeof entry.url === 'string' ? entry.url : null;
}
