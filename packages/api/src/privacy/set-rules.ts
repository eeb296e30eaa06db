import type { OperatorCaller } from '../access/caller.ts';
import { record } from '../audit/audit.queries.ts';
import type { RetentionRules } from '../contract/privacy-views.ts';
import type { Db } from '../db/database.ts';
import { inProject } from '../db/scope.ts';
import { readRules } from './retention.queries.ts';

/** What was set before and says the same is no change. */
export async function setRules(
  db: Db,
  caller: OperatorCaller,
  projectId: string,
  { closedAfterDays, anonymousAfterDays }: RetentionRules,
): Promise<void> {
  await inProject(db, projectId)
    .transaction()
    .execute(async (trx) => {
      await trx.selectFrom('project').select('id').where('id', '=', projectId).forNoKeyUpdate().execute();
      const before = await readRules(trx, projectId);
      if (before.closedAfterDays === closedAfterDays && before.anonymousAfterDays === anonymousAfterDays) return;
      const change = { closed_days: closedAfterDays, anonymous_days: anonymousAfterDays };
      await trx.updateTable('project').set(change).where('id', '=', projectId).execute();
      // In force from the next sweep on, not in a quarter of an hour.
      await trx
        .updateTable('keeping_turn')
        .set({ retention_at: new Date(0) })
        .execute();
      await record(trx, projectId, { verb: 'project.retention-changed', actorId: caller.id });
    });
}
