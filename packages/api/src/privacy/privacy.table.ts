import type { Generated } from 'kysely';

export interface PrivacyTables {
  /** Erased, and not gone yet. */
  erasure: {
    id: string;
    project_id: string;
    /** Whom the project's inbox may name. */
    visitor_ids: string[];
    /** Nobody has asked for it. */
    by_rule: Generated<boolean>;
    created_at: Generated<Date>;
    steps: number;
    steps_done: Generated<number>;
    /** The part of it that may still do: after this one … */
    pointers_from: number;
    /** … up to this one. */
    pointers_to: number;
  };
  erased_stream: {
    stream_id: number;
    erasure_id: string;
  };
  /** One row, whose lock is the turn. */
  keeping_turn: {
    one: Generated<boolean>;
    retention_at: Date;
    /** Since then no node writes into an inbox who it was. */
    inbox_named_until: Generated<Date>;
  };
}
