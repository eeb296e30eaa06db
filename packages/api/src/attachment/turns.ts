/** Two at a time, each up to a file's size in memory; the same one twice is one. */
const LANES = 2;

export class Turns {
  readonly #running = new Map<string, Promise<unknown>>();
  readonly #waiting: (() => void)[] = [];
  #free = LANES;

  async run<T>(key: string, act: () => Promise<T>): Promise<T> {
    for (let other = this.#running.get(key); other; other = this.#running.get(key)) await other.catch(() => undefined);
    const running = this.#inTurn(act).finally(() => this.#running.delete(key));
    this.#running.set(key, running);
    return running;
  }

  async #inTurn<T>(act: () => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free -= 1;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    try {
      return await act();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#free += 1;
      else next();
    }
  }
}
