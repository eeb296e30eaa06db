import type { Generated } from 'kysely';
import type { AttachmentKind } from '../contract/views.ts';

export interface AttachmentTables {
  attachment: {
    conversation_id: string;
    /** Made by the client, UUID v7. */
    id: string;
    project_id: string;
    sender_kind: 'visitor' | 'operator';
    sender_id: string;
    name: string;
    declared_type: string;
    /** As announced; once it is ready, of what is kept. */
    size: number;
    /** leaving: its objects are being deleted, and then its row. */
    state: Generated<'uploading' | 'ready' | 'leaving'>;
    received: Generated<number>;
    /** The names of the parts that `received` is made of, in order. */
    parts: Generated<string[]>;
    kind: Generated<AttachmentKind | null>;
    type: Generated<string | null>;
    width: Generated<number | null>;
    height: Generated<number | null>;
    /** Null: it has none. */
    thumb_size: Generated<number | null>;
    /** The message that takes it along, the only one that may. */
    message_id: Generated<string | null>;
    /** When something was done with it last. */
    touched_at: Generated<Date>;
    /** That message is known to be in the log. */
    settled: Generated<boolean>;
  };
  /** Whose objects in the storage are still to go. */
  erased_files: { conversation_id: string; erased_at: Generated<Date>; due_at: Generated<Date> };
  /** What the files of a project come to; kept by triggers. */
  file_usage: { project_id: string; bytes: number };
}
