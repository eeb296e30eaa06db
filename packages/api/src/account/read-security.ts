import type { OperatorCaller } from '../access/caller.ts';
import type { SecurityView } from '../contract/views.ts';
import { LIMITS } from '../contract/wire.ts';
import { demandingProjects } from '../project/second-factor-demand.queries.ts';
import { provenAt } from './account.queries.ts';
import { countRecoveryCodes, hasSecondFactor } from './second-factor.queries.ts';
import type { CodeServices } from './take-code.ts';

export async function readSecurity(
  { db, keys }: CodeServices,
  { id, sessionId }: OperatorCaller,
): Promise<SecurityView> {
  const [secondFactor, demandedBy, recoveryCodesLeft, proven] = await Promise.all([
    hasSecondFactor(db, id),
    demandingProjects(db, id),
    countRecoveryCodes(db, id),
    provenAt(db, sessionId),
  ]);
  const until = (proven?.getTime() ?? 0) + LIMITS.proofMs;
  return {
    secondFactor,
    canSetUp: keys.sealingId !== null,
    demandedBy,
    recoveryCodesLeft,
    provenUntil: until > Date.now() ? new Date(until) : null,
  };
}
