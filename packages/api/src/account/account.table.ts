import type { Generated } from 'kysely';
import type { CreatedAt } from '../db/database.ts';

export interface AccountTables {
  operator: {
    id: string;
    /** Lower-cased; unique. */
    email: string;
    name: string;
    /** PHC string: $argon2id$v=19$… */
    password_hash: string;
    /** Counts the changes of what he may do. */
    rights: Generated<number>;
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
    /** Moves with use, up to ninety days after the beginning. */
    expires_at: Date;
    /** When its operator showed last that it is he. */
    proven_at: Date | null;
    /** When a code of his second factor was shown in it last. */
    second_factor_at: Generated<Date | null>;
  };
  attempt: {
    /** A hash of what is counted: no address and no account stands here. */
    key: string;
    at: Date[];
    until: Date;
  };
  account_token: {
    token_hash: string;
    /** `sign_in`: the password was right, and the second factor is asked for. */
    kind: 'sign_in' | 'reset';
    operator_id: string;
    /** Who made it for him; null: he himself, or whoever runs the server. */
    made_by: Generated<string | null>;
    expires_at: Date;
  };
  second_factor: {
    operator_id: string;
    /** Sealed for its operator; Base32 where an older version has written it and there is no key. */
    secret: string;
    confirmed_at: Date | null;
    /** Of the last code that was taken: none is taken twice, and none that is older. */
    last_step: Generated<number>;
    wrong_in_a_row: Generated<number>;
  };
  recovery_code: {
    operator_id: string;
    code_hash: string;
  };
}
