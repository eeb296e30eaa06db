import type { Db } from '../db/database.ts';
import { inProject } from '../db/scope.ts';

interface ProjectChange {
  name?: string | undefined;
  allowedOrigins?: string[] | undefined;
  /** These hold for calls that begin from now on. */
  relayOnly?: boolean | undefined;
  connectsEarly?: boolean | undefined;
}

/** Fields that are absent stay as they are. */
export async function updateProject(
  db: Db,
  projectId: string,
  { name, allowedOrigins, relayOnly, connectsEarly }: ProjectChange,
): Promise<void> {
  const change = {
    ...(name === undefined ? {} : { name: name.trim() }),
    ...(allowedOrigins === undefined ? {} : { allowed_origins: [...new Set(allowedOrigins)] }),
    ...(relayOnly === undefined ? {} : { relay_only: relayOnly }),
    ...(connectsEarly === undefined ? {} : { connects_early: connectsEarly }),
  };
  if (Object.keys(change).length === 0) return;
  await inProject(db, projectId).updateTable('project').set(change).where('id', '=', projectId).execute();
}
