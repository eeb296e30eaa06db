import { AppError, notFound } from '../access/app-error.ts';
import type { OperatorCaller } from '../access/caller.ts';
import type { Services } from '../access/services.ts';
import { record } from '../audit/audit.queries.ts';
import { inProject } from '../db/scope.ts';
import { lockMembers } from './member.queries.ts';
import { hasShownFactor, lockAccounts, setDemand } from './second-factor-demand.queries.ts';

/**
 * From now on the project is closed to members who have no second factor, and open again once they have one. What they have open
 * comes back, without this project or with it.
 * @throws AppError NOT_FOUND, FORBIDDEN; SECOND_FACTOR_REQUIRED to an owner who has none, and would be the first to be out
 */
export async function demandSecondFactor(
  services: Pick<Services, 'db' | 'changeRights'>,
  caller: OperatorCaller,
  { projectId, needed }: { projectId: string; needed: boolean },
): Promise<void> {
  const changed = await inProject(services.db, projectId)
    .transaction()
    .execute(async (trx) => {
      const own = (await lockMembers(trx, projectId)).get(caller.id);
      if (own === undefined) throw notFound();
      if (own !== 'owner') throw new AppError('FORBIDDEN', 'owners only');
      await lockAccounts(trx, projectId);
      if (needed && !(await hasShownFactor(trx, caller.sessionId)))
        throw new AppError('SECOND_FACTOR_REQUIRED', 'set up your own second factor first');
      const closed = await setDemand(trx, projectId, needed);
      if (closed === null) return [];
      const verb = needed ? 'project.second-factor-demanded' : 'project.second-factor-left-open';
      await record(trx, projectId, { verb, actorId: caller.id });
      return closed;
    });
  for (const change of changed) services.changeRights({ ownerId: change.operatorId, rights: change.rights });
}
