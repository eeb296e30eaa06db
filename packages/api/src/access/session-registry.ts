import type { Logger } from 'pino';
import type { Db } from '../db/database.ts';
import { liveSessions } from './credential.queries.ts';

/** The word of a revocation may be lost like any hint; the table is the truth, and AU1 gives a second. */
const SWEEP_MS = 1_000;
/** Longer than any handshake that was authenticated before the revocation. */
const REMEMBER_MS = 30_000;

/** Which open sockets and streams belong to which session: revoking one closes the other (AU1). */
export class SessionRegistry {
  readonly #open = new Map<string, Set<() => void>>();
  /** Revoked, and since when: a socket that was being let in at that moment comes here a little later. */
  readonly #revoked = new Map<string, number>();
  readonly #timer: NodeJS.Timeout;
  #sweeping = false;

  constructor(db: Db, log: Logger) {
    this.#timer = setInterval(() => {
      if (!this.#sweeping) void this.#sweep(db, log);
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

  async #sweep(db: Db, log: Logger): Promise<void> {
    this.#sweeping = true;
    const forgotten = Date.now() - REMEMBER_MS;
    for (const [id, at] of this.#revoked) if (at < forgotten) this.#revoked.delete(id);
    try {
      const ids = [...this.#open.keys()];
      const live = await liveSessions(db, ids);
      for (const id of ids) if (!live.has(id)) this.closeAll(id);
    } catch (cause) {
      log.warn({ err: cause }, 'session sweep failed; the next one follows');
    } finally {
      this.#sweeping = false;
    }
  }
}
