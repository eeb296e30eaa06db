import type { Db } from '../db/database.ts';

interface ProjectChange {
  name?: string | undefined;
  allowedOrigins?: string[] | undefined;
  /** Holds for calls that begin from now on. */
  relayOnly?: boolean | undefined;
}

/** Fields that are absent stay as they are. */
export async function updateProject(
  db: Db,
  projectId: string,
  { name, allowedOrigins, relayOnly }: ProjectChange,
): Promise<void> {
  if (name === undefined && allowedOrigins === undefined && relayOnly === undefined) return;
  await db
    .updateTable('project')
    .set({
      ...(name === undefined ? {} : { name: name.trim() }),
      ...(allowedOrigins === undefined ? {} : { allowed_origins: [...new Set(allowedOrigins)] }),
      ...(relayOnly === undefined ? {} : { relay_only: relayOnly }),
    })
    .where('id', '=', projectId)
    .execute();
}
