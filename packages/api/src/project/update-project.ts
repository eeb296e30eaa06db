import type { Db } from '../db/database.ts';

/** Fields that are absent stay as they are. */
export async function updateProject(
  db: Db,
  projectId: string,
  { name, allowedOrigins }: { name?: string | undefined; allowedOrigins?: string[] | undefined },
): Promise<void> {
  if (name === undefined && allowedOrigins === undefined) return;
  await db
    .updateTable('project')
    .set({
      ...(name === undefined ? {} : { name: name.trim() }),
      ...(allowedOrigins === undefined ? {} : { allowed_origins: [...new Set(allowedOrigins)] }),
    })
    .where('id', '=', projectId)
    .execute();
}
