import type { Generated } from 'kysely';
import type { CreatedAt } from '../db/database.ts';
import type { Role } from '../contract/views.ts';

export interface ProjectTables {
  project: {
    id: string;
    name: string;
    key: string;
    allowed_origins: string[];
    inbox_stream_id: number;
    relay_only: Generated<boolean>;
    connects_early: Generated<boolean>;
    /** Bytes of files; null: as much as the installation gives each. */
    file_quota: Generated<number | null>;
    created_at: CreatedAt;
  };
  member: {
    project_id: string;
    operator_id: string;
    role: Role;
    created_at: CreatedAt;
  };
  invitation: {
    id: string;
    project_id: string;
    /** Lower-cased: the only account that may accept it. */
    email: string;
    role: Role;
    token_hash: string;
    invited_by: string;
    created_at: CreatedAt;
    expires_at: Date;
  };
}
