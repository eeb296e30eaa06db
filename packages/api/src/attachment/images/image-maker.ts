import { fork, type ChildProcess } from 'node:child_process';
import type { Logger } from 'pino';
import { AppError } from '../../access/app-error.ts';
import { LIMITS } from '../../contract/wire.ts';
import type { ImageAnswer, ImageFormat, ImageJob, MadeImage } from './image-job.ts';
import { watchMemory } from './watch-memory.ts';

/** The largest that is taken, a moving one, takes a few seconds of a slow machine. */
const JOB_MS = 30_000;
/** It holds some 60 MB while it waits, and starts in a fraction of a second. */
const IDLE_MS = 30_000;
const CHILD = new URL('./image-child.ts', import.meta.url);

interface Job extends Pick<ImageJob, 'format' | 'bytes'> {
  outcome: PromiseWithResolvers<MadeImage>;
}

/** Makes pictures anew, one at a time, in a process that is started for them and killed when it takes too long or too much. How many wait is for `Turns` to say. */
export class ImageMaker {
  readonly #log: Logger;
  readonly #waiting: Job[] = [];
  #child: ChildProcess | null = null;
  #busy = false;
  #closed = false;
  #idle: NodeJS.Timeout | undefined;
  #nextId = 0;

  constructor(log: Logger) {
    this.#log = log;
  }

  /** @throws AppError TOO_LARGE for too many pixels, FILE_REFUSED for what can't be read, UNAVAILABLE */
  make(format: ImageFormat, bytes: Uint8Array): Promise<MadeImage> {
    const outcome = Promise.withResolvers<MadeImage>();
    this.#waiting.push({ format, bytes, outcome });
    void this.#work();
    return outcome.promise;
  }

  /** What is under way is left: whoever asked comes again. */
  close(): void {
    this.#closed = true;
    this.#letGo();
  }

  async #work(): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    clearTimeout(this.#idle);
    for (let job = this.#waiting.shift(); job; job = this.#waiting.shift()) {
      await this.#do(job).then(job.outcome.resolve, job.outcome.reject);
    }
    this.#busy = false;
    this.#idle = setTimeout(() => this.#letGo(), IDLE_MS).unref();
  }

  /** A process may die of something else, such as a machine that is out of memory: a picture is judged by two of them. */
  async #do(job: Job): Promise<MadeImage> {
    const answer = (await this.#try(job)) ?? (await this.#try(job));
    if (answer === null || 'refused' in answer) {
      if (answer?.refused !== 'pixels') throw new AppError('FILE_REFUSED', 'this picture cannot be read');
      throw new AppError('TOO_LARGE', `a picture has at most ${LIMITS.imagePixels} pixels`);
    }
    return answer.made;
  }

  /** @returns null when its process died over it */
  #try({ format, bytes }: Job): Promise<ImageAnswer | null> {
    if (this.#closed) throw new AppError('UNAVAILABLE', 'this server stops; try again');
    const child = (this.#child ??= this.#start());
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => child.kill('SIGKILL'), JOB_MS);
      const stopWatching = watchMemory(child);
      const settle = (): void => {
        clearTimeout(timer);
        stopWatching();
        child.off('message', onMessage).off('exit', onExit).off('error', onError);
      };
      const onMessage = (answer: ImageAnswer): void => {
        if (answer.id !== id) return;
        settle();
        resolve(answer);
      };
      const onExit = (code: number | null, signal: NodeJS.Signals | null): void => {
        settle();
        if (!this.#closed) this.#log.warn({ code, signal, format }, 'a picture took its process with it');
        resolve(null);
      };
      const onError = (cause: Error): void => {
        settle();
        reject(new AppError('UNAVAILABLE', 'pictures cannot be looked at now; try again', { cause }));
      };
      child.on('message', onMessage).on('exit', onExit).on('error', onError);
      const limits = { pixels: LIMITS.imagePixels, side: LIMITS.imageSide };
      // It can't be written to: then it is dead, or will be.
      child.send({ id, format, bytes, limits }, (cause) => cause && child.kill('SIGKILL'));
    });
  }

  #letGo(): void {
    clearTimeout(this.#idle);
    this.#child?.kill('SIGKILL');
    this.#child = null;
  }

  /** It knows nothing of ours: no variable, no secret, no handle but the line to us. Windows starts nothing without its root. */
  #start(): ChildProcess {
    const { SystemRoot } = process.env;
    const child = fork(CHILD, {
      serialization: 'advanced',
      env: SystemRoot === undefined ? {} : { SystemRoot },
      execArgv: ['--max-old-space-size=128'],
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    const forget = (): void => {
      if (this.#child === child) this.#child = null;
    };
    // Also of a process that nobody waits for at that moment.
    child.once('exit', forget);
    child.on('error', (cause) => {
      forget();
      this.#log.error({ err: cause }, 'the process for pictures failed');
    });
    child.unref();
    child.channel?.unref();
    return child;
  }
}
