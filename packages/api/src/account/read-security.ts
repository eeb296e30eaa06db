import type { OperatorCaller } from '../access/caller.ts';
import type { SecurityView } from '../contract/views.ts';
import { LIMITS } from '../contract/wire.ts';
import type { Db } from '../db/database.ts';
import { provenAt } from './account.queries.ts';
import { countRecoveryCodes, hasSecondFactor } from './second-factor.queries.ts';

export async function readSecurity(db: Db, { id, sessionId }: OperatorCaller): Promise<SecurityView> {
  const [secondFactor, recoveryCodesLeft, proven] = await Promise.all([
    hasSecondFactor(db, id),
    countRecoveryCodes(db, id),
    provenAt(db, sessionId),
  ]);
  const until = (proven?.getTime() ?? 0) + LIMITS.proofMs;
  return { secondFactor, recoveryCodesLeft, provenUntil: until > Date.now() ? new Date(until) : null };
}
