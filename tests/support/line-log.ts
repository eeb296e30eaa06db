/** What a process wrote, line by line, and a way to wait for a line without polling. */
export class LineLog {
  readonly #lines: string[] = [];
  readonly #keep: number;
  readonly #waiting = new Set<{ line(line: string): void; end(): void }>();
  #ended = false;

  /** `keep`: how many of the last lines; all by default. */
  constructor({ keep = Number.POSITIVE_INFINITY } = {}) {
    this.#keep = keep;
  }

  get lines(): readonly string[] {
    return this.#lines;
  }

  push(line: string): void {
    this.#lines.push(line);
    if (this.#lines.length > this.#keep) this.#lines.shift();
    for (const waiter of this.#waiting) waiter.line(line);
  }

  /** Nothing more will come: whoever still waits is told so. */
  end(): void {
    this.#ended = true;
    for (const waiter of this.#waiting) waiter.end();
  }

  /** The first line, there already or still to come, that fits. Rejects with the last lines when none can come any more. */
  async find(fits: (line: string) => boolean): Promise<string> {
    const seen = this.#lines.find(fits);
    if (seen !== undefined) return seen;
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    const waiter = {
      line: (line: string): void => {
        if (fits(line)) resolve(line);
      },
      end: (): void => reject(new Error(`The process ended without that line. Its last ones:\n${this.#tail()}`)),
    };
    if (this.#ended) waiter.end();
    this.#waiting.add(waiter);
    try {
      return await promise;
    } finally {
      this.#waiting.delete(waiter);
    }
  }

  #tail(): string {
    return this.#lines.slice(-20).join('\n');
  }
}
