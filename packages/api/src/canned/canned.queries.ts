import type { CannedReplyView } from '../contract/talk-views.ts';
import type { Db, Trx } from '../db/database.ts';

/** In order of what they are found by. @param db that of the project, or a transaction in it */
export function listCanned(db: Db | Trx, projectId: string): Promise<CannedReplyView[]> {
  return db
    .selectFrom('canned_reply')
    .select(['id', 'shortcut', 'text', 'updated_at as updatedAt'])
    .where('project_id', '=', projectId)
    .orderBy('shortcut')
    .execute();
}

export async function countCanned(trx: Trx, projectId: string): Promise<number> {
  const { count } = await trx
    .selectFrom('canned_reply')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('project_id', '=', projectId)
    .executeTakeFirstOrThrow();
  return count;
}
