import type { Logger } from 'pino';
import type { Db } from '../db/database.ts';
import type { Caller, Connection } from './caller.ts';
import { erasedLately, suspendedProjects } from './credential.queries.ts';

/** As for sessions: the word may be lost, the tables are the truth. */
const SWEEP_MS = 1_000;
/** Longer than any handshake that was authenticated before. */
const REMEMBER_SECONDS = 30;

/** `gone`: who he was is not known any more. */
export type WhyOut = 'gone' | 'suspended';
type Close = (why: WhyOut) => void;
/** A guest becomes a visitor on the same socket, so who it is is asked each time. */
type Holder = Pick<Connection, 'caller'>;

/**
 * The open sockets and streams of visitors, to close those of who was erased, or whose project is suspended. A sweep asks who was,
 * not who is: that is a row or none, however many are open.
 */
export class VisitorRegistry {
  readonly #open = new Map<Close, Holder>();
  readonly #timer: NodeJS.Timeout;
  #sweeping = false;

  constructor(db: Db, log: Logger) {
    this.#timer = setInterval(() => {
      if (!this.#sweeping && this.#open.size > 0) void this.#sweep(db, log);
    }, SWEEP_MS);
  }

  /** `close` is called at most once; call the result when it has closed by itself. */
  add(holder: Holder, close: Close): () => void {
    this.#open.set(close, holder);
    return () => void this.#open.delete(close);
  }

  closeVisitors(ids: readonly string[]): void {
    const gone = new Set(ids);
    this.#close('gone', (caller) => caller.kind === 'visitor' && gone.has(caller.id));
  }

  close(): void {
    clearInterval(this.#timer);
  }

  /** In the next turn of the loop, so that an answer that is ready still goes out. */
  #close(why: WhyOut, isMeant: (caller: Caller) => boolean): void {
    const meant = [...this.#open].filter(([, { caller }]) => isMeant(caller)).map(([close]) => close);
    for (const close of meant) this.#open.delete(close);
    if (meant.length > 0)
      setImmediate(() => {
        for (const close of meant) close(why);
      });
  }

  async #sweep(db: Db, log: Logger): Promise<void> {
    this.#sweeping = true;
    try {
      const erased = await erasedLately(db, REMEMBER_SECONDS);
      if (erased.length > 0) this.closeVisitors(erased);
      const suspended = new Set(await suspendedProjects(db));
      if (suspended.size > 0)
        this.#close('suspended', (caller) => 'projectId' in caller && suspended.has(caller.projectId));
    } catch (cause) {
      log.warn({ err: cause }, 'visitor sweep failed; the next one follows');
    } finally {
      this.#sweeping = false;
    }
  }
}
