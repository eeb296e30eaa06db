import type { Fault, HistoryEntry } from '../history/history.ts';

/** The history of one scene as it is made, and a way to wait for what it will hold. */
export class Recording {
  readonly entries: HistoryEntry[] = [];
  readonly #origin = performance.now();
  readonly #waiting = new Set<() => void>();

  get now(): number {
    return performance.now() - this.#origin;
  }

  add(entry: HistoryEntry): void {
    this.entries.push(entry);
    for (const look of this.#waiting) look();
  }

  fault(fault: string, phase: Fault['phase'], options: Pick<Fault, 'losesTail' | 'onTime' | 'client'> = {}): void {
    this.add({ kind: 'fault', at: this.now, fault, phase, ...options });
  }

  /** Resolves when it holds, looked at after each entry; false when that takes longer than `ms`. */
  async until(holds: () => boolean, ms: number): Promise<boolean> {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const look = (): void => {
      if (holds()) resolve(true);
    };
    const timer = setTimeout(() => resolve(false), ms);
    this.#waiting.add(look);
    look();
    try {
      return await promise;
    } finally {
      this.#waiting.delete(look);
      clearTimeout(timer);
    }
  }

  /** When so many more of this kind are there. */
  more(kind: HistoryEntry['kind'], count: number, ms = PATIENCE_MS): Promise<boolean> {
    let left = count;
    let seen = this.entries.length;
    return this.until(() => {
      for (; seen < this.entries.length; seen += 1) if (this.entries[seen]?.kind === kind) left -= 1;
      return left <= 0;
    }, ms);
  }
}

/** In a scene this is never waited for, unless a bug is planted in it. */
export const PATIENCE_MS = 10_000;
