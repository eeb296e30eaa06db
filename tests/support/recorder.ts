/** What a subscription brought, in order, and a way to wait for something without polling. */
export class Recorder<T> {
  readonly heard: T[] = [];
  readonly #waiting = new Set<{ look(): void; fail(cause: unknown): void }>();
  readonly #started = Promise.withResolvers<void>();
  #failure: { cause: unknown } | null = null;

  constructor() {
    // Whoever does not wait for the start must not be ended by its failure.
    this.#started.promise.catch(() => undefined);
  }

  /** tRPC's handlers: `api.inbox.events.subscribe(input, recorder.handlers)`. */
  readonly handlers = {
    onStarted: (): void => this.#started.resolve(),
    onData: (value: T): void => {
      this.heard.push(value);
      for (const waiter of this.#waiting) waiter.look();
    },
    onError: (cause: unknown): void => this.#fail(cause),
    onStopped: (): void => this.#fail(new Error('the subscription has ended')),
    onComplete: (): void => this.#fail(new Error('the subscription has ended')),
  };

  get started(): Promise<void> {
    return this.#started.promise;
  }

  /** The first one, heard or still to come, that fits. Rejects when the subscription ends before. */
  async until(fits: (value: T, index: number) => boolean): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    let looked = 0;
    const waiter = {
      look: (): void => {
        for (; looked < this.heard.length; looked += 1) {
          const value = this.heard[looked];
          if (value !== undefined && fits(value, looked)) return resolve(value);
        }
      },
      fail: reject,
    };
    this.#waiting.add(waiter);
    waiter.look();
    if (this.#failure !== null) reject(this.#failure.cause);
    try {
      return await promise;
    } finally {
      this.#waiting.delete(waiter);
    }
  }

  /** When so many have been heard; all of them. */
  async count(length: number): Promise<T[]> {
    await this.until((_value, index) => index === length - 1);
    return this.heard.slice(0, length);
  }

  /** Waits for the failure that ends the subscription. */
  async failure(): Promise<unknown> {
    const { promise, reject } = Promise.withResolvers<never>();
    this.#waiting.add({ look: () => undefined, fail: reject });
    if (this.#failure !== null) return this.#failure.cause;
    return promise.catch((cause: unknown) => cause);
  }

  #fail(cause: unknown): void {
    this.#failure ??= { cause };
    this.#started.reject(cause);
    for (const waiter of this.#waiting) waiter.fail(cause);
  }
}

/** As tRPC hands out a tracked event: `id` is the cursor. */
export interface Tracked<T> {
  id: string;
  data: T;
}
