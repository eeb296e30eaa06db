import { randomUUIDv7 } from 'node:crypto';
import { createToken, hashToken } from '../access/tokens.ts';
import type { Db, Trx } from '../db/database.ts';
import { insertSession } from './account.queries.ts';

/** Ninety days, hard: then the operator signs in again. */
const SESSION_MS = 90 * 24 * 60 * 60 * 1000;
const USER_AGENT_CHARS = 300;

/** @returns the token, which is nowhere else: only its hash is stored. */
export async function createSession(db: Db | Trx, operatorId: string, userAgent: string | null): Promise<string> {
  const token = createToken('session');
  await insertSession(db, {
    id: randomUUIDv7(),
    operator_id: operatorId,
    token_hash: hashToken(token),
    user_agent: userAgent?.slice(0, USER_AGENT_CHARS) ?? null,
    expires_at: new Date(Date.now() + SESSION_MS),
  });
  return token;
}
