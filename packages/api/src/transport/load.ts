import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Logger } from 'pino';

const LOOK_MS = 1_000;
/** So many looks in a row: a storm that is over in seconds, or a process that was paused, is no overload. */
const SUSTAINED = 3;
/** Half of all turns of the loop take longer: whoever is here waits seconds for an answer of a few turns. */
const DELAY_MS = 500;
/** Statements that wait for a connection; sixteen are under way, and each waits three seconds at most. */
const QUEUED = 500;
/** Calm again below this share, so that it does not go on and off at the edge. */
const CALM_SHARE = 1 / 2;
const NS_PER_MS = 1e6;

export interface Load {
  /** How late a timer of this process is, in the middle: the median since the last look, in ms. */
  delayMs: number;
  /** Statements without a connection. */
  queued: number;
}

/** Is there more to do than this process can? Then it takes nobody new, so that those who are here are served. */
export class LoadWatch {
  readonly #read: () => Load;
  readonly #log: Logger;
  #high = 0;
  #refused = 0;
  #isOverloaded = false;

  constructor(read: () => Load, log: Logger) {
    this.#read = read;
    this.#log = log;
  }

  /** Asked by whoever would let somebody in; yes means that he does not. */
  readonly refuses = (): boolean => {
    if (this.#isOverloaded) this.#refused += 1;
    return this.#isOverloaded;
  };

  look(): void {
    const load = this.#read();
    const share = Math.max(load.delayMs / DELAY_MS, load.queued / QUEUED);
    this.#high = share > 1 ? this.#high + 1 : 0;
    if (!this.#isOverloaded && this.#high >= SUSTAINED) {
      this.#isOverloaded = true;
      this.#log.warn(load, 'overloaded: newcomers are told to come later');
    } else if (this.#isOverloaded && share < CALM_SHARE) {
      this.#isOverloaded = false;
      this.#log.info({ ...load, refused: this.#refused }, 'no longer overloaded');
      this.#refused = 0;
    }
  }
}

/** Looks each second until it is closed. */
export function watchLoad(queued: () => number, log: Logger): { watch: LoadWatch; close: () => void } {
  const delay = monitorEventLoopDelay({ resolution: 20 });
  delay.enable();
  const watch = new LoadWatch(() => {
    const delayMs = Math.round(delay.percentile(50) / NS_PER_MS);
    delay.reset();
    return { delayMs, queued: queued() };
  }, log);
  const timer = setInterval(() => watch.look(), LOOK_MS);
  return {
    watch,
    close: () => {
      clearInterval(timer);
      delay.disable();
    },
  };
}
