import { randomUUIDv7 } from 'node:crypto';
import { createToken, hashToken } from '../access/tokens.ts';
import { LIMITS } from '../contract/wire.ts';
import type { Trx } from '../db/database.ts';
import { dropSessionsPast, insertSession } from './account.queries.ts';

interface CreatedSession {
  /** It is nowhere else: only its hash is stored. */
  token: string;
  /** Those that had to give way; their sockets are for the caller to close, after the commit. */
  ended: string[];
}

/** A session of somebody who has just shown who he is. The operator's row is locked: no two count the others at once. */
export async function createSession(
  trx: Trx,
  operatorId: string,
  userAgent: string | null,
  by: 'password' | 'second-factor',
): Promise<CreatedSession> {
  const token = createToken('session');
  const now = new Date();
  const ended = await dropSessionsPast(trx, operatorId, LIMITS.sessions - 1);
  await insertSession(trx, {
    id: randomUUIDv7(),
    operator_id: operatorId,
    token_hash: hashToken(token),
    user_agent: userAgent,
    proven_at: now,
    second_factor_at: by === 'second-factor' ? now : null,
    expires_at: new Date(now.getTime() + LIMITS.sessionIdleMs),
  });
  return { token, ended };
}
