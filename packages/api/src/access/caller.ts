import type { Logger } from 'pino';
import type { DirectCall } from '../event-log/live-frames.ts';

/** Who asks, settled once for each socket and each HTTP request by `authenticate` (AU1). */
export type Caller = Anonymous | OperatorCaller | GuestCaller | VisitorCaller;

export interface Anonymous {
  kind: 'anonymous';
}
export interface OperatorCaller {
  kind: 'operator';
  id: string;
  name: string;
  email: string;
  sessionId: string;
  /** How often what he may do had changed when he came. */
  rights: number;
}
/** Came with a project's key and has not started yet. */
export interface GuestCaller {
  kind: 'guest';
  projectId: string;
  /** The page he is on, as his browser says; null: no browser. What he starts is good there alone. */
  origin: string | null;
}
export interface VisitorCaller {
  kind: 'visitor';
  id: string;
  projectId: string;
  /** The token he came with: given back by `visitor.start`, never logged, never stored. */
  token: string;
  /** His browser's. */
  sessionId: string;
  /** How often what he may do had changed when he came. */
  rights: number;
  origin: string | null;
  /** The site vouches for him until then; null: it does not. */
  verifiedUntil: Date | null;
  /** His token is old: `visitor.renewToken` has a new one. */
  renew: boolean;
}
/** Those who take part in conversations. */
export type Participant = OperatorCaller | VisitorCaller;
/** The same where a credential is not at hand: they are known by something else that is theirs. */
export type VisitorParty = Pick<VisitorCaller, 'kind' | 'id' | 'projectId'>;
export type Party = OperatorCaller | VisitorParty;

/** Before anything of it is committed: counts the connection among those of this visitor. @throws AppError RATE_LIMITED */
export type Seat = (visitorId: string) => void;

/** What is known of the socket or request that a call came by. */
export interface Connection {
  /** For logs; not a secret and not an identity. */
  readonly id: string;
  readonly transport: 'websocket' | 'http';
  /** One tab or app; what accepts a call. */
  readonly deviceId: string;
  readonly userAgent: string | null;
  /** Whom limits count it as; null where many can't be told from each other. */
  readonly network: string | null;
  readonly log: Logger;
  readonly caller: Caller;
  /**
   * A guest becomes a visitor on the same connection, which ends with that visitor's session from here on. What it had opened as him
   * would be left to a second one, so there is none.
   * @throws AppError FORBIDDEN when it is a visitor's already, or about to be; what `begin` throws
   */
  become<T extends { visitor: VisitorCaller }>(begin: (seat: Seat) => Promise<T>): Promise<T>;
  /** What is known of its visitor is something else by now. */
  update(known: Partial<Pick<VisitorCaller, 'token' | 'renew' | 'verifiedUntil'>>): void;
  /** Resolves when the peer takes more; rejects never (TR5). */
  writable(): Promise<void>;
  /** The subscription that is being set up, if its events can be written to its socket directly. */
  directCall?(): DirectCall | null;
}
