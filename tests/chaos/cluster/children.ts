import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { LineLog } from '../../support/line-log.ts';

/** Whatever ends this process, none of these may outlive it. */
const running = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

export interface Child {
  readonly process: ChildProcess;
  /** Rejects when the process ends before it wrote such a line. */
  line(fits: (line: string) => boolean): Promise<string>;
  /** Signals, and waits for the end. Nothing happens to one that has ended. */
  end(signal: NodeJS.Signals): Promise<void>;
  readonly ended: Promise<void>;
}

/**
 * Starts a program whose every line goes into `logFile`; its first ones can be waited for. `take` sees each before, and
 * keeps those that it says true to.
 */
export function start(
  command: string,
  args: readonly string[],
  options: SpawnOptions,
  logFile: string,
  take: (line: string) => boolean = () => false,
): Child {
  // In a group of its own: Ctrl-C is for us, who end things in order.
  const child = spawn(command, args, { ...options, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  running.add(child);
  const file = createWriteStream(logFile, { flags: 'a' });
  // Half an hour of lines would not fit; who waits for a line takes it as it comes.
  const log = new LineLog({ keep: KEPT_LINES });
  for (const stream of [child.stdout, child.stderr]) {
    if (stream === null) continue;
    createInterface(stream).on('line', (line) => {
      if (take(line)) return;
      file.write(`${line}\n`);
      log.push(line);
    });
  }
  const ended = new Promise<void>((resolve) => {
    const over = (): void => {
      running.delete(child);
      log.end();
      file.end();
      resolve();
    };
    child.once('close', over);
    child.once('error', (cause) => {
      log.push(cause.message);
      over();
    });
  });
  return {
    process: child,
    line: (fits) => log.find(fits),
    ended,
    end: async (signal) => {
      child.kill(signal);
      await ended;
    },
  };
}

const KEPT_LINES = 200;
