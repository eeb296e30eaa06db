import type { ErasureView } from '../contract/privacy-views.ts';
import type { Db } from '../db/database.ts';
import { inProject } from '../db/scope.ts';

export async function wasErased(db: Db, projectId: string, visitorId: string): Promise<boolean> {
  const row = await inProject(db, projectId)
    .selectFrom('audit')
    .select('id')
    .where('project_id', '=', projectId)
    .where('verb', '=', 'visitor.erased')
    .where('object_id', '=', visitorId)
    .executeTakeFirst();
  return row !== undefined;
}

/** Oldest first. */
export async function listErasures(db: Db, projectId: string): Promise<ErasureView[]> {
  const rows = await inProject(db, projectId)
    .selectFrom('erasure')
    .select(['id', 'created_at', 'steps', 'steps_done'])
    .where('project_id', '=', projectId)
    .orderBy('created_at')
    .limit(100)
    .execute();
  return rows.map(({ id, created_at, steps, steps_done }) => ({
    id,
    startedAt: created_at,
    progress: Math.min(1, steps === 0 ? 0 : steps_done / steps),
  }));
}
