import type { CreatedAt } from '../db/database.ts';

export interface AccountTables {
  operator: {
    id: string;
    /** Lower-cased; unique. */
    email: string;
    name: string;
    /** PHC string: $argon2id$v=19$… */
    password_hash: string;
    created_at: CreatedAt;
  };
  session: {
    id: string;
    operator_id: string;
    /** SHA-256 of the token, hex: a stolen dump opens no session. */
    token_hash: string;
    user_agent: string | null;
    created_at: CreatedAt;
    last_seen_at: CreatedAt;
    expires_at: Date;
  };
}
