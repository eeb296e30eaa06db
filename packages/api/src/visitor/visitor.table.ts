import type { ColumnType, Generated, JSONColumnType } from 'kysely';
import type { Attributes, SignedIdentity } from '../contract/views.ts';
import type { CreatedAt } from '../db/database.ts';

export interface Page {
  url: string;
  title: string;
}

/** What the site has signed, beside the subject. */
export type Claims = Omit<SignedIdentity, 'subject'>;

type Nullable<T> = ColumnType<T | null, T | null | undefined, T | null>;

export interface VisitorTables {
  visitor: {
    id: string;
    project_id: string;
    /** For nodes of older versions; what counts is `visitor_token`. */
    token_hash: string;
    attributes: JSONColumnType<Attributes>;
    page: ColumnType<Page | null, string | null, string | null>;
    user_agent: string | null;
    created_at: CreatedAt;
    last_seen_at: CreatedAt;
    /** The site's own id of this person; null: nobody vouches for him. */
    subject: Nullable<string>;
    claims: ColumnType<Claims | null, string | null | undefined, string | null>;
    claims_at: Nullable<Date>;
    /** What the site had signed before is not good any more. */
    logged_out_at: Nullable<Date>;
    blocked_at: Nullable<Date>;
    rights: Generated<number>;
  };
  visitor_session: {
    id: string;
    visitor_id: string;
    origin: string | null;
    created_at: CreatedAt;
    used_at: CreatedAt;
    expires_at: Date;
    verified_until: Nullable<Date>;
    verified_by: Nullable<string>;
  };
  visitor_token: {
    token_hash: string;
    session_id: string;
    made_at: CreatedAt;
    used_at: Nullable<Date>;
    until: Nullable<Date>;
  };
  visitor_closing: {
    id: string;
    rights: number | null;
    at: CreatedAt;
  };
  shown_identity: {
    hash: string;
    session_id: string;
    until: Date;
    spent: Generated<boolean>;
  };
}
