import type { ColumnType, Generated } from 'kysely';
import type { AttachmentKind, ConversationStatus } from '../contract/views.ts';
import type { CreatedAt } from '../db/database.ts';

/** The last message, kept beside the conversation so that a list needs no look into the log. */
export interface LastMessage {
  text: string;
  deleted?: true | undefined;
  /** ISO 8601. */
  at: string;
  from: 'visitor' | 'operator';
  seq: number;
  /** Only with files: those, and what was written with them. */
  files?: { kind: AttachmentKind; name: string }[] | undefined;
  caption?: string | undefined;
}

export interface ConversationTables {
  mention: {
    conversation_id: string;
    operator_id: string;
    note_id: string;
    project_id: string;
    seen: Generated<boolean>;
  };
  /**
   * Everything from `status` down is a projection of the log: `append-events` folds each event into it in the
   * statement that stores the event, and nothing else writes it.
   */
  conversation: {
    id: string;
    project_id: string;
    visitor_id: string;
    stream_id: number;
    notes_stream_id: number;
    inbox_stream_id: number;
    created_at: CreatedAt;
    status: Generated<ConversationStatus>;
    assignee_id: Generated<string | null>;
    activity_at: CreatedAt;
    last_message: ColumnType<LastMessage | null, never, never>;
    visitor_delivered: Generated<number>;
    visitor_read: Generated<number>;
    operator_delivered: Generated<number>;
    operator_read: Generated<number>;
  };
}
