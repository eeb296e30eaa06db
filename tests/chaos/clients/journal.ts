import type { ConnectionSnapshot, Store } from '@parley/client';
import { HistoryWriter, type HistoryEntry } from '../history/history.ts';

type WithoutTime<E> = E extends { at: number } ? Omit<E, 'at'> : never;
/** An entry of something that happens now. */
export type Happening = WithoutTime<HistoryEntry>;

/** Writes down what happens to this process's clients, by the run's clock, and counts it. */
export class Journal {
  readonly #writer: HistoryWriter;
  readonly #origin: number;
  readonly #onProblem: (text: string) => void;
  #closed = false;
  readonly counts = {
    sent: 0,
    acknowledged: 0,
    refused: 0,
    began: 0,
    live: 0,
    applied: 0,
    reset: 0,
    ended: 0,
    won: 0,
    connection: 0,
    fault: 0,
    gauge: 0,
  };

  /** `origin`: see `Shard`. */
  constructor(file: string, origin: number, onProblem: (text: string) => void) {
    this.#writer = new HistoryWriter(file);
    this.#origin = origin;
    this.#onProblem = onProblem;
  }

  now(): number {
    return Math.round((performance.timeOrigin + performance.now() - this.#origin) * 10) / 10;
  }

  write(entry: Happening): void {
    if (this.#closed) return;
    this.counts[entry.kind] += 1;
    this.#writer.write({ ...entry, at: this.now() });
  }

  follow(client: string, connection: Store<ConnectionSnapshot>): void {
    connection.subscribe(() => {
      const snapshot = connection.getSnapshot();
      const { state } = snapshot;
      const wait =
        state === 'reconnecting' && snapshot.retryAt !== null
          ? { attempt: snapshot.attempt, inMs: Math.round(snapshot.retryAt - Date.now()) }
          : {};
      this.write({ kind: 'connection', client, state, ...wait });
      if (state === 'closed' && snapshot.reason !== 'closed')
        this.problem(`${client} was turned away: ${snapshot.reason}`);
    });
  }

  /** What no history shows, and must not be. */
  problem(text: string): void {
    this.#onProblem(`${(this.now() / 1_000).toFixed(1)} s: ${text}`);
  }

  /** What happens later is not part of the run. */
  close(): Promise<void> {
    this.#closed = true;
    return this.#writer.close();
  }
}
