import type { Generated } from 'kysely';

export interface PrivacyTables {
  /** Erased, and not gone yet. */
  erasure: {
    id: string;
    project_id: string;
    /** Those who go as a whole; none where only conversations do. */
    visitor_ids: string[];
    created_at: Generated<Date>;
    steps: number;
    steps_done: Generated<number>;
    /** The part of the project's inbox that may still name them: after this one … */
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
  };
}
