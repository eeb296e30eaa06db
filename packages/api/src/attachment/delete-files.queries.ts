import { sql } from 'kysely';
import type { Db } from '../db/database.ts';
import { inProject } from '../db/scope.ts';
import { conversationPrefix, type FileStorage } from './storage/file-storage.ts';

/**
 * Deletes all files of these conversations of a project, for whoever erases them: first nobody gets at them, then their objects go, then
 * their rows. It may break anywhere and be called again, and the sweeper goes on with it. A conversation's row goes after this;
 * the database holds it to that.
 */
export async function deleteFilesOf(
  db: Db,
  storage: FileStorage,
  { projectId, conversationIds }: { projectId: string; conversationIds: readonly string[] },
): Promise<void> {
  if (conversationIds.length === 0) return;
  const own = inProject(db, projectId);
  const of = sql<string>`any(${conversationIds}::uuid[])`;
  await own
    .updateTable('attachment')
    .set({ state: 'leaving', settled: false })
    .where('conversation_id', '=', of)
    .execute();
  // Also where there is no row: a log that lost its tail may have left objects that nobody knows of.
  for (const id of conversationIds) await storage.deleteAll(conversationPrefix(id));
  await own.deleteFrom('attachment').where('conversation_id', '=', of).where('state', '=', 'leaving').execute();
}
