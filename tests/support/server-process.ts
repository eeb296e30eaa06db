import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { LineLog } from './line-log.ts';
import { UNLIMITED } from './unlimited.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const MAIN = fileURLToPath(new URL('../../packages/api/src/main.ts', import.meta.url));

/** All that a server inherits: a developer's own DATABASE_URL must not reach a test. */
const INHERITED = ['PATH', 'HOME', 'TMPDIR', 'TZ', 'SystemRoot', 'NODE_COMPILE_CACHE'];

export interface Exit {
  code: number | null;
  signal: NodeJS.Signals | null;
}

export interface ServerProcess extends AsyncDisposable {
  /** `http://127.0.0.1:<port>`; stays the same over restarts. */
  readonly url: string;
  readonly pid: number;
  /** Every line of stdout and stderr, over all its lives. */
  logs(): string[];
  /** The first line of this life, written already or still to come, that fits. Rejects when the process ends before. */
  waitForLog(fits: (line: string) => boolean): Promise<string>;
  kill(signal: NodeJS.Signals): void;
  waitForExit(): Promise<Exit>;
  /** What its probe answers. */
  ask(question: string): Promise<unknown>;
  /** Ends the process (with -9 unless told otherwise) and starts another on the same port and data. */
  restart(signal?: NodeJS.Signals): Promise<void>;
}

export interface ServerOptions {
  env: Record<string, string>;
  /** A file that it loads before anything else, and that answers what `ask` sends. */
  probe?: string;
}

/** The processes of this test worker: none may outlive it, whatever ends it. */
const running = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});
// Vitest ends a worker that hangs by a signal, and a signal without a listener skips `exit`.
process.once('SIGTERM', () => process.exit(143));
// And a worker whose vitest is gone has nobody left to end it.
process.once('disconnect', () => process.exit(1));

/**
 * Starts the real server, `node packages/api/src/main.ts`, on a free port, and waits until it listens.
 * Its limits by rate are out of the way unless `env` says otherwise. `env` must say where the data is: `DATA_DIR` or `DATABASE_URL`, as `createTestDatabase` gives them.
 * @throws Error with the server's last lines when it ends instead.
 */
export async function startServerProcess(options: ServerOptions): Promise<ServerProcess> {
  if (!('DATA_DIR' in options.env) && !('DATABASE_URL' in options.env)) {
    throw new Error('startServerProcess needs DATA_DIR or DATABASE_URL, or the server would write into ./data');
  }
  const lives = [await startLife(options, '0')];
  const current = (): Life => lives.at(-1) ?? unreachable();
  const { url } = current();
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    current().process.kill(signal);
    await current().exit;
  };
  return {
    url,
    get pid() {
      return current().process.pid ?? unreachable();
    },
    logs: () => lives.flatMap(({ log }) => log.lines),
    waitForLog: (fits) => current().log.find(fits),
    kill: (signal) => void current().process.kill(signal),
    waitForExit: () => current().exit,
    ask: (question) => ask(current().process, question),
    restart: async (signal = 'SIGKILL') => {
      await end(signal);
      lives.push(await startLife(options, new URL(url).port));
    },
    [Symbol.asyncDispose]: () => end('SIGKILL'),
  };
}

/** One process from its start to its end. */
interface Life {
  process: ChildProcess;
  url: string;
  log: LineLog;
  exit: Promise<Exit>;
}

async function startLife({ env, probe }: ServerOptions, port: string): Promise<Life> {
  const inherited = Object.fromEntries(INHERITED.map((name) => [name, process.env[name]]));
  const child = spawn(process.execPath, [...(probe === undefined ? [] : withProbe(probe)), MAIN], {
    cwd: ROOT,
    env: { ...inherited, ...UNLIMITED, HOST: '127.0.0.1', ...env, PORT: port },
    stdio: ['ignore', 'pipe', 'pipe', probe === undefined ? 'ignore' : 'ipc'],
  });
  running.add(child);
  const log = new LineLog();
  for (const stream of [child.stdout, child.stderr]) {
    if (stream !== null) createInterface(stream).on('line', (line) => log.push(line));
  }
  // `close` follows the last line; `exit` may come before it.
  const exit = new Promise<Exit>((resolve) => {
    child.once('close', (code, signal) => {
      running.delete(child);
      log.end();
      resolve({ code, signal });
    });
  });
  const url = listeningUrl(await log.find((line) => listeningUrl(line) !== null)) ?? unreachable();
  return { process: child, url, log, exit };
}

/** A probe counts by means that Node calls experimental on stderr; what is there is the server's own. */
const withProbe = (probe: string): string[] => ['--disable-warning=ExperimentalWarning', '--import', probe];

async function ask(child: ChildProcess, question: string): Promise<unknown> {
  const answer = once(child, 'message');
  child.send(question);
  const [said]: unknown[] = await answer;
  return said;
}

/** The address in the server's `{"msg":"listening","url":"http://…"}`, or `null` for any other line. */
function listeningUrl(line: string): string | null {
  if (!line.startsWith('{')) return null;
  const entry: unknown = JSON.parse(line);
  const listening = typeof entry === 'object' && entry !== null && 'msg' in entry && entry.msg === 'listening';
  return listening && 'url' in entry && typeof entry.url === 'string' ? entry.url : null;
}

function unreachable(): never {
  throw new Error('unreachable');
}
