import type { Generated } from 'kysely';
import type { CreatedAt } from '../db/database.ts';
import type { IdentityAlgorithm, Role } from '../contract/views.ts';

export interface ProjectTables {
  project: {
    id: string;
    name: string;
    key: string;
    allowed_origins: string[];
    inbox_stream_id: number;
    relay_only: Generated<boolean>;
    connects_early: Generated<boolean>;
    /** For so many minutes operators change what they have said; null: always. */
    edit_minutes: Generated<number | null>;
    previews_typing: Generated<boolean>;
    /** Closed to members without one. */
    needs_second_factor: Generated<boolean>;
    /** After so many days; null: for ever. */
    closed_days: number | null;
    anonymous_days: number | null;
    /** By whoever runs the server: nobody comes in. */
    suspended_at: Date | null;
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
  identity_key: {
    id: string;
    project_id: string;
    name: string;
    algorithm: IdentityAlgorithm;
    /** PEM (SPKI). */
    public_key: string;
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
