import type { Generated, Kysely, Transaction } from 'kysely';
import type { AccountTables } from '../account/account.table.ts';
import type { AuditTables } from '../audit/audit.table.ts';
import type { AttachmentTables } from '../attachment/attachment.table.ts';
import type { CannedTables } from '../canned/canned.table.ts';
import type { CallTables } from '../call/call.table.ts';
import type { ConversationTables } from '../conversation/conversation.table.ts';
import type { EventLogTables } from '../event-log/event-log.table.ts';
import type { PresenceTables } from '../presence/presence.table.ts';
import type { PrivacyTables } from '../privacy/privacy.table.ts';
import type { ProjectTables } from '../project/project.table.ts';
import type { VisitorTables } from '../visitor/visitor.table.ts';
import type { InstallationTables } from './installation.ts';

/** Every table; each feature declares its own. */
export interface Database
  extends
    AccountTables,
    AuditTables,
    PrivacyTables,
    ProjectTables,
    VisitorTables,
    ConversationTables,
    AttachmentTables,
    CallTables,
    CannedTables,
    PresenceTables,
    EventLogTables,
    InstallationTables {}

/** For queries that stand alone. */
export type Db = Kysely<Database>;
/**
 * For queries that belong together. Inside a transaction use only `trx`: on the embedded database a query
 * on the root would wait for the transaction that waits for it.
 */
export type Trx = Transaction<Database>;

/** Written by Postgres (`default now()`), read as Date. */
export type CreatedAt = Generated<Date>;
