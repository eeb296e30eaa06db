import { sql } from 'kysely';
import { record } from '../audit/audit.queries.ts';
import type { Db } from '../db/database.ts';
import { acrossProjects, inProject } from '../db/scope.ts';
import { lockAccounts } from './second-factor-demand.queries.ts';

/**
 * Nobody comes in any more, and whoever is in is out within a second: visitors by the sweep of their sockets, members because
 * their rights have changed. Nothing is erased. @returns false where there is no such project, or it was so already
 */
export async function setSuspended(db: Db, projectId: string, suspended: boolean): Promise<boolean> {
  return inProject(db, projectId)
    .transaction()
    .execute(async (trx) => {
      const { rows } = await sql`
      update project set suspended_at = ${suspended ? sql`now()` : sql`null`}
      where id = ${projectId}::uuid and (suspended_at is not null) <> ${suspended}::boolean returning id`.execute(trx);
      if (rows.length === 0) return false;
      await lockAccounts(trx, projectId);
      await sql`
      update operator set rights = rights + 1
      where id in (select operator_id from member where project_id = ${projectId}::uuid)`.execute(trx);
      await record(trx, projectId, { verb: suspended ? 'project.suspended' : 'project.resumed', actorId: null });
      return true;
    });
}

export async function listAllProjects(db: Db): Promise<{ id: string; name: string; suspendedAt: Date | null }[]> {
  return acrossProjects(db)
    .selectFrom('project')
    .select(['id', 'name', 'suspended_at as suspendedAt'])
    .orderBy('created_at')
    .execute();
}
