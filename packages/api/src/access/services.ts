import type { Logger } from 'pino';
import type { Connection } from './caller.ts';
import type { DataKeys } from './data-keys.ts';
import type { Limits } from './limits.ts';
import type { Db } from '../db/database.ts';
import type { Env } from '../env.ts';
import type { FanOut } from '../event-log/fan-out.ts';
import type { AppendItem, Appended } from '../event-log/append-events.ts';
import type { Files } from '../attachment/files.ts';
import type { CallLeases } from '../call/call-leases.ts';
import type { PresenceHub } from '../presence/presence-hub.ts';

/** What commands are given; one per process. */
export interface Services {
  db: Db;
  log: Logger;
  env: Pick<Env, 'PUBLIC_URL' | 'REGISTRATION' | 'FILES_URL' | 'TURN_URLS' | 'TURN_SECRET'>;
  /** Stores one event, after its commit (EL1). */
  append(item: AppendItem): Promise<Appended>;
  /** Tells the readers, here and elsewhere, of events that a transaction of the caller's own has committed. */
  announce(appended: readonly Appended[]): void;
  fanOut: FanOut;
  presence: PresenceHub;
  callLeases: CallLeases;
  limits: Limits;
  keys: DataKeys;
  files: Files;
  /** Closes every socket of these sessions, operators' or visitors', on all nodes. */
  revokeSessions(sessionIds: readonly string[]): void;
  /** Has the sockets of this operator, or visitor, come back, on all nodes; `rights`: how often they have changed by now. */
  changeRights(changed: { ownerId: string; rights: number }): void;
  /** What this visitor's browser has open here may stay open for so long; other nodes look when its time seems over. */
  vouchedUntil(sessionId: string, until: Date): void;
  /** Closes every socket of these sessions, on all nodes, and has them forget what they remember of these conversations. */
  erased(gone: { sessionIds: readonly string[]; conversationIds: readonly string[] }): void;
}

export interface Context extends Services {
  connection: Connection;
}
