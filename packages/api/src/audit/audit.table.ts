import type { Generated } from 'kysely';
import type { AuditResult, AuditVerb } from '../contract/audit.ts';

export interface AuditTables {
  /** Append-only: a trigger refuses every change, and every deletion before two years. */
  audit: {
    id: Generated<number>;
    at: Generated<Date>;
    /** Whose owners read it; null: an account's, in no project. */
    project_id: string | null;
    /** An operator; null: whoever runs the server, or the server itself. */
    actor_id: string | null;
    verb: AuditVerb;
    object_id: string | null;
    result: AuditResult;
  };
}
