import { fork, type ChildProcess } from 'node:child_process';
import type { Logger } from 'pino';
import { AppError } from '../../access/app-error.ts';
import { LIMITS } from '../../contract/wire.ts';
import type { ImageAnswer, ImageFormat, MadeImage } from './image-job.ts';
import { watchMemory } from './watch-memory.ts';

/** The largest that is taken, a moving one, takes a few seconds of a slow machine. */
const JOB_MS = 30_000;
/** It holds some 60 MB while it waits, and starts in a fraction of a second. */
const IDLE_MS = 30_000;
/** Each is up to a file's size in memory; who comes later is told to come again. */
const MAX_WAITING = 16;
const AGAIN_MS = 2_000;
const CHILD = new URL('./image-child.ts', import.meta.url);

interface Job {
  format: ImageFormat;
  bytes: Uint8Array;
  outcome: PromiseWithResolvers<MadeImage>;
}

/** Makes pictures anew, one at a time, in a process that is started for them and killed when it takes too long or too much. */
export class ImageMaker {
  readonly #log: Logger;
  readonly #waiting: Job[] = [];
  #child: ChildProcess | null = null;
  #busy = false;
  #idle: NodeJS.Timeout | undefined;
  #nextId = 0;

  constructor(log: Logger) {
    this.#log = log;
  }

  /** @throws AppError TOO_LARGE for too many pixels, FILE_REFUSED for what can't be read, RATE_LIMITED */
  make(format: ImageFormat, bytes: Uint8Array): Promise<MadeImage> {
    if (this.#waiting.length >= MAX_WAITING) {
      throw new AppError('RATE_LIMITED', 'too many pictures at once', { retryAfterMs: AGAIN_MS });
    }
    const outcome = Promise.withResolvers<MadeImage>();
    this.#waiting.push({ format, bytes, outcome });
    void this.#work();
    return outcome.promise;
  }

  close(): void {
    clearTimeout(this.#idle);
    this.#child?.kill('SIGKILL');
  }

  async #work(): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    clearTimeout(this.#idle);
    for (let job = this.#waiting.shift(); job; job = this.#waiting.shift()) {
      await this.#do(job).then(job.outcome.resolve, job.outcome.reject);
    }
    this.#busy = false;
    this.#idle = setTimeout(() => this.close(), IDLE_MS).unref();
  }

  async #do({ format, bytes }: Job): Promise<MadeImage> {
    const answer = await this.#ask(format, bytes);
    if ('made' in answer) return answer.made;
    if (answer.refused === 'pixels') {
      throw new AppError('TOO_LARGE', `a picture has at most ${LIMITS.imagePixels} pixels`);
    }
    throw new AppError('FILE_REFUSED', 'this picture cannot be read');
  }

  /** A process that dies over a picture has judged it. */
  #ask(format: ImageFormat, bytes: Uint8Array): Promise<ImageAnswer> {
    const child = (this.#child ??= this.#start());
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => child.kill('SIGKILL'), JOB_MS);
      const stopWatching = watchMemory(child);
      const settle = () => {
        clearTimeout(timer);
        stopWatching();
        child.removeAllListeners();
        child.on('error', () => undefined);
      };
      child.on('message', (answer: ImageAnswer) => {
        if (answer.id !== id) return;
        settle();
        resolve(answer);
      });
      child.once('exit', (code, signal) => {
        settle();
        if (this.#child === child) this.#child = null;
        this.#log.warn({ code, signal, format }, 'a picture took its process with it');
        resolve({ id, refused: 'broken' });
      });
      child.once('error', (cause) => {
        settle();
        if (this.#child === child) this.#child = null;
        reject(cause);
      });
      const limits = { pixels: LIMITS.imagePixels, side: LIMITS.imageSide };
      child.send({ id, format, bytes, limits }, (cause) => cause && child.kill('SIGKILL'));
    });
  }

  /** It knows nothing of ours: no variable, no secret, no handle but the line to us. */
  #start(): ChildProcess {
    const child = fork(CHILD, {
      serialization: 'advanced',
      env: {},
      execArgv: ['--max-old-space-size=128'],
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    child.unref();
    child.channel?.unref();
    return child;
  }
}
