import type { Logger } from 'pino';
import type { Db } from '../db/database.ts';
import { liveSessions } from './credential.queries.ts';

/** Closes what a revoked session holds open, if the word of it was lost on the way. */
const SWEEP_MS = 30_000;

/** Which open sockets and streams belong to which session: revoking one closes the other (AU1). */
export class SessionRegistry {
  readonly #open = new Map<string, Set<() => void>>();
  /** Revoked, and since when: a socket that was being let in at that moment comes here a little later. */
  readonly #revoked = new Map<string, number>();
  readonly #timer: NodeJS.Timeout;

  constructor(db: Db, log: Logger) {
    this.#timer = setInterval(() => {
      this.#sweep(db).catch((cause: unknown) => log.warn({ err: cause }, 'session sweep failed; the next one follows'));
    }, SWEEP_MS);
  }

  /** `close` is called at most once; call the result when it has closed by itself. */
  add(sessionId: string, close: () => void): () => void {
    if (this.#revoked.has(sessionId)) {
      setImmediate(close);
      return () => undefined;
    }
    const set = this.#open.get(sessionId) ?? new Set();
    this.#open.set(sessionId, set.add(close));
    return () => {
      set.delete(close);
      if (set.size === 0) this.#open.delete(sessionId);
    };
  }

  /** In the next turn of the loop, so that the answer to a `logout` still goes out first. */
  closeAll(sessionId: string): void {
    this.#revoked.set(sessionId, Date.now());
    const set = this.#open.get(sessionId);
    if (set === undefined) return;
    this.#open.delete(sessionId);
    setImmediate(() => {
      for (const close of set) close();
    });
  }

  close(): void {
    clearInterval(this.#timer);
  }

  async #sweep(db: Db): Promise<void> {
    const forgotten = Date.now() - SWEEP_MS;
    for (const [id, at] of this.#revoked) if (at < forgotten) this.#revoked.delete(id);
    const ids = [...this.#open.keys()];
    const live = await liveSessions(db, ids);
    for (const id of ids) if (!live.has(id)) this.closeAll(id);
  }
}
