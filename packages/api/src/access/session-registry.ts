import type { OperatorCaller, VisitorCaller } from './caller.ts';

/** Longer than any handshake that was authenticated before the revocation. */
const REMEMBER_MS = 30_000;

/** `rights`: the session is good, and what its owner may do is to be looked up anew. `expired`: his site must vouch for him again. */
type Why = 'revoked' | 'rights' | 'expired';
type Close = (why: Why) => void;
type Holder = OperatorCaller | VisitorCaller;

/** What one session has open. What it opened before its owner's rights changed is closed for that. */
interface Open {
  kind: Holder['kind'];
  ownerId: string;
  /** Of an identified visitor: how long his site vouches for him, as this process has heard last. */
  until: number | null;
  /** Each with the count of changes that it was opened at. */
  closes: Map<Close, number>;
}

/** Which open sockets and streams belong to which session, an operator's or a visitor's: revoking one closes the other (AU1). */
export class SessionRegistry {
  readonly #open = new Map<string, Open>();
  /** Revoked, and since when: a socket that was being let in at that moment comes here a little later. */
  readonly #revoked = new Map<string, number>();

  /** `close` is called at most once; call the result when it has closed by itself. */
  add(holder: Holder, close: Close): () => void {
    const { kind, sessionId, id, rights } = holder;
    if (this.#revoked.has(sessionId)) {
      setImmediate(close, 'revoked');
      return () => undefined;
    }
    const open = this.#open.get(sessionId) ?? { kind, ownerId: id, until: null, closes: new Map<Close, number>() };
    this.#open.set(sessionId, open);
    if (holder.kind === 'visitor') open.until = holder.verifiedUntil?.getTime() ?? null;
    open.closes.set(close, rights);
    return () => {
      open.closes.delete(close);
      if (open.closes.size === 0 && this.#open.get(sessionId) === open) this.#open.delete(sessionId);
    };
  }

  /** In the next turn of the loop, so that the answer to a `logout` still goes out first. */
  closeAll(sessionId: string): void {
    this.#revoked.set(sessionId, Date.now());
    this.#closeSession(sessionId, 'revoked');
  }

  /** What is being let in at this moment with rights of before is found by the sweep. */
  closeOlder(ownerId: string, rights: number): void {
    for (const [sessionId, open] of this.#open) {
      if (open.ownerId === ownerId) this.closeOlderOf(sessionId, rights);
    }
  }

  closeOlderOf(sessionId: string, rights: number): void {
    const open = this.#open.get(sessionId);
    if (open === undefined) return;
    const older = [...open.closes].filter(([, at]) => at < rights).map(([close]) => close);
    for (const close of older) open.closes.delete(close);
    if (open.closes.size === 0) this.#open.delete(sessionId);
    setImmediate(() => {
      for (const close of older) close('rights');
    });
  }

  /** The site vouches for longer. */
  extend(sessionId: string, until: Date): void {
    const open = this.#open.get(sessionId);
    if (open !== undefined) open.until = until.getTime();
  }

  /** Their site does not vouch for them any more; another process may have heard that it does. */
  closeExpired(sessionId: string): void {
    this.#closeSession(sessionId, 'expired');
  }

  sessionIds(kind: Holder['kind']): string[] {
    return [...this.#open].flatMap(([id, open]) => (open.kind === kind ? [id] : []));
  }

  expiredIds(now: number): string[] {
    return [...this.#open].flatMap(([id, { until }]) => (until !== null && until <= now ? [id] : []));
  }

  forgetRevoked(): void {
    const forgotten = Date.now() - REMEMBER_MS;
    for (const [id, at] of this.#revoked) if (at < forgotten) this.#revoked.delete(id);
  }

  #closeSession(sessionId: string, why: Why): void {
    const open = this.#open.get(sessionId);
    if (open === undefined) return;
    this.#open.delete(sessionId);
    setImmediate(() => {
      for (const close of open.closes.keys()) close(why);
    });
  }
}
