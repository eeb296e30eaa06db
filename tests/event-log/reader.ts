import type { StreamKind, StreamRef } from '../../packages/api/src/event-log/event-bodies.ts';
import type { Heard, LogNode } from './log-node.ts';

/** Long enough for any machine: it passes only when something is wrong. */
export const PATIENCE_MS = 15_000;

type Event = Extract<Heard, { reset: false }>;

/** A client that reads a stream, is cut and comes back, and checks each event as it comes (EL3). */
export class LogReader {
  readonly stream: StreamRef<StreamKind>;
  /** What it has applied since the beginning or the last reset. */
  events: Event[] = [];
  resets = 0;
  /** What it would offer when it comes back. */
  cursor: string | null;
  readonly #patienceMs: number;
  #running: { abort: AbortController; ended: Promise<void> } | null = null;
  #failure: { cause: unknown } | null = null;
  readonly #waiting = new Set<() => void>();

  constructor(stream: StreamRef<StreamKind>, from: string | null = null, patienceMs: number = PATIENCE_MS) {
    this.stream = stream;
    this.cursor = from;
    this.#patienceMs = patienceMs;
  }

  get isReading(): boolean {
    return this.#running !== null;
  }

  start(node: LogNode): this {
    const abort = new AbortController();
    const ended = this.#consume(node, abort.signal).catch((cause: unknown) => this.#fail(cause));
    this.#running = { abort, ended };
    return this;
  }

  async cut(): Promise<void> {
    this.#running?.abort.abort();
    await this.#running?.ended;
    this.#running = null;
  }

  /** Resolves when this holds; rejects at the first event that is not the next one, or when patience ends. */
  async until(holds: () => boolean, what: string): Promise<void> {
    const deadline = Promise.withResolvers<never>();
    const timer = setTimeout(() => deadline.reject(new Error(`a reader waits in vain for ${what}`)), this.#patienceMs);
    try {
      for (;;) {
        if (this.#failure !== null) throw this.#failure.cause;
        if (holds()) return;
        await Promise.race([new Promise<void>((resolve) => this.#waiting.add(resolve)), deadline.promise]);
      }
    } finally {
      clearTimeout(timer);
    }
  }

  reaches(seq: number): Promise<void> {
    return this.until(() => (this.events.at(-1)?.seq ?? 0) >= seq, `event ${seq} of stream ${this.stream.id}`);
  }

  async #consume(node: LogNode, signal: AbortSignal): Promise<void> {
    for await (const heard of node.read(this.stream, this.cursor, signal)) {
      if (signal.aborted) return;
      this.#apply(heard);
      this.cursor = heard.cursor;
      this.#wake();
    }
  }

  #apply(heard: Heard): void {
    if (heard.reset) {
      this.resets += 1;
      this.events = [];
      return;
    }
    const last = this.events.at(-1);
    const isNext =
      last === undefined
        ? this.cursor === 'now' || heard.seq === 1 || this.cursor?.startsWith(`${heard.seq - 1}.`)
        : heard.seq === last.seq + 1;
    if (isNext !== true) throw new Error(`event ${heard.seq} follows ${last?.seq ?? this.cursor ?? 'nothing'}`);
    this.events.push(heard);
  }

  #fail(cause: unknown): void {
    this.#failure ??= { cause };
    this.#wake();
  }

  #wake(): void {
    for (const wake of this.#waiting) wake();
    this.#waiting.clear();
  }
}
