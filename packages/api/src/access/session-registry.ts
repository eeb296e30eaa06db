import type { Logger } from 'pino';
import type { Db } from '../db/database.ts';
import type { OperatorCaller } from './caller.ts';
import { liveSessions, touchSessions } from './credential.queries.ts';

/** The word of a revocation may be lost like any hint; the table is the truth, and AU1 gives a second. */
const SWEEP_MS = 1_000;
/** Longer than any handshake that was authenticated before the revocation. */
const REMEMBER_MS = 30_000;
/** A socket that stays open is in use; sessions end by the day. */
const TOUCH_MS = 10 * 60_000;

/** `rights`: the session is good, and what its operator may do is to be looked up anew. */
type Why = 'revoked' | 'rights';
type Close = (why: Why) => void;
type Holder = Pick<OperatorCaller, 'sessionId' | 'id' | 'rights'>;

/** What one session has open. What it opened before its operator's rights changed is closed for that. */
interface Open {
  operatorId: string;
  /** Each with the count of changes that it was opened at. */
  closes: Map<Close, number>;
}

/** Which open sockets and streams belong to which session: revoking one closes the other (AU1). */
export class SessionRegistry {
  readonly #open = new Map<string, Open>();
  /** Revoked, and since when: a socket that was being let in at that moment comes here a little later. */
  readonly #revoked = new Map<string, number>();
  readonly #timer: NodeJS.Timeout;
  #sweeping = false;
  #touchedAt = Date.now();

  constructor(db: Db, log: Logger) {
    this.#timer = setInterval(() => {
      if (!this.#sweeping) void this.#sweep(db, log);
    }, SWEEP_MS);
  }

  /** `close` is called at most once; call the result when it has closed by itself. */
  add({ sessionId, id, rights }: Holder, close: Close): () => void {
    if (this.#revoked.has(sessionId)) {
      setImmediate(close, 'revoked');
      return () => undefined;
    }
    const open = this.#open.get(sessionId) ?? { operatorId: id, closes: new Map<Close, number>() };
    this.#open.set(sessionId, open);
    open.closes.set(close, rights);
    return () => {
      open.closes.delete(close);
      if (open.closes.size === 0 && this.#open.get(sessionId) === open) this.#open.delete(sessionId);
    };
  }

  /** In the next turn of the loop, so that the answer to a `logout` still goes out first. */
  closeAll(sessionId: string): void {
    this.#revoked.set(sessionId, Date.now());
    const open = this.#open.get(sessionId);
    if (open === undefined) return;
    this.#open.delete(sessionId);
    setImmediate(() => {
      for (const close of open.closes.keys()) close('revoked');
    });
  }

  /** What is being let in at this moment with rights of before is found by the sweep. */
  closeOlder(operatorId: string, rights: number): void {
    for (const [sessionId, open] of this.#open) {
      if (open.operatorId === operatorId) this.#closeOlderOf(sessionId, open, rights);
    }
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #closeOlderOf(sessionId: string, open: Open, rights: number): void {
    const older = [...open.closes].filter(([, at]) => at < rights).map(([close]) => close);
    for (const close of older) open.closes.delete(close);
    if (open.closes.size === 0) this.#open.delete(sessionId);
    setImmediate(() => {
      for (const close of older) close('rights');
    });
  }

  async #sweep(db: Db, log: Logger): Promise<void> {
    this.#sweeping = true;
    const forgotten = Date.now() - REMEMBER_MS;
    for (const [id, at] of this.#revoked) if (at < forgotten) this.#revoked.delete(id);
    try {
      const asked = [...this.#open];
      const live = await liveSessions(
        db,
        asked.map(([id]) => id),
      );
      for (const [id, open] of asked) {
        const rights = live.get(id);
        if (rights === undefined) this.closeAll(id);
        else if (this.#open.get(id) === open) this.#closeOlderOf(id, open, rights);
      }
      await this.#touch(db);
    } catch (cause) {
      log.warn({ err: cause }, 'session sweep failed; the next one follows');
    } finally {
      this.#sweeping = false;
    }
  }

  async #touch(db: Db): Promise<void> {
    if (Date.now() - this.#touchedAt < TOUCH_MS) return;
    this.#touchedAt = Date.now();
    await touchSessions(db, [...this.#open.keys()]);
  }
}
