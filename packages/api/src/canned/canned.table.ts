import type { Generated } from 'kysely';

export interface CannedTables {
  canned_reply: {
    id: string;
    project_id: string;
    shortcut: string;
    text: string;
    updated_at: Generated<Date>;
  };
}
