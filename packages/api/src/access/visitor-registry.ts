import type { Logger } from 'pino';
import type { Db } from '../db/database.ts';
import type { Connection } from './caller.ts';
import { suspendedProjects } from './credential.queries.ts';

/** PR4 gives a second. */
const SWEEP_MS = 1_000;

type Close = () => void;
/** A guest becomes a visitor on the same socket, so who it is is asked each time. */
type Holder = Pick<Connection, 'caller'>;

/**
 * The open sockets and streams of visitors and of who is nobody yet, to close those of projects that are suspended. A sweep asks
 * which these are: that is a row or none, however many are open.
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

  close(): void {
    clearInterval(this.#timer);
  }

  async #sweep(db: Db, log: Logger): Promise<void> {
    this.#sweeping = true;
    try {
      const suspended = new Set(await suspendedProjects(db));
      if (suspended.size > 0) this.#closeIn(suspended);
    } catch (cause) {
      log.warn({ err: cause }, 'visitor sweep failed; the next one follows');
    } finally {
      this.#sweeping = false;
    }
  }

  #closeIn(projects: ReadonlySet<string>): void {
    for (const [close, { caller }] of this.#open) {
      if (!('projectId' in caller && projects.has(caller.projectId))) continue;
      this.#open.delete(close);
      close();
    }
  }
}
