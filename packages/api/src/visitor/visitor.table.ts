import type { ColumnType, JSONColumnType } from 'kysely';
import type { Attributes } from '../contract/views.ts';
import type { CreatedAt } from '../db/database.ts';

export interface Page {
  url: string;
  title: string;
}

export interface VisitorTables {
  visitor: {
    id: string;
    project_id: string;
    token_hash: string;
    attributes: JSONColumnType<Attributes>;
    page: ColumnType<Page | null, string | null, string | null>;
    user_agent: string | null;
    created_at: CreatedAt;
    last_seen_at: CreatedAt;
  };
}
