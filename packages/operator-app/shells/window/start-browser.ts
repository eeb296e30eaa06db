import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { Readable, Writable } from 'node:stream';
import { Failure } from '../common/failure.ts';
import { Pipe } from './pipe.ts';

export interface Browser {
  pipe: Pipe;
  /** When it has ended, by whomever. */
  ended: Promise<void>;
}

/** A browser without a window, in a profile of its own, that listens to our pipe alone. */
export async function startBrowser(program: string, profile: string, flags: readonly string[]): Promise<Browser> {
  mkdirSync(profile, { recursive: true, mode: 0o700 });
  const args = [
    `--user-data-dir=${profile}`,
    '--remote-debugging-pipe',
    '--no-startup-window',
    '--no-first-run',
    '--no-default-browser-check',
    // The person opened this window to be called: it may ring before it was clicked.
    '--autoplay-policy=no-user-gesture-required',
    // Chromium refuses its sandbox to root, and to nobody else.
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    ...flags,
  ];
  const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] });
  const [, , , into, from] = child.stdio;
  if (!(into instanceof Writable) || !(from instanceof Readable)) throw new Error('spawn made no pipes');
  const started = Promise.withResolvers<void>();
  child.once('spawn', started.resolve);
  child.once('error', ({ message }) => started.reject(new Failure(`The browser could not be started: ${message}`)));
  await started.promise;
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
  });
  const pipe = new Pipe(into, from);
  try {
    await pipe.send('Browser.getVersion');
  } catch {
    throw new Failure(`${program} did not start, or has this profile open already: ${profile}`);
  }
  return { pipe, ended };
}
