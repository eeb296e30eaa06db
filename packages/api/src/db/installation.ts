import type { Generated } from 'kysely';
import type { Db } from './database.ts';

export interface InstallationTables {
  /** One row. */
  installation: { one: boolean; id: string; file_key: Generated<string> };
}

/** The id that all processes on this database share, and no others. */
export async function installationId(db: Db): Promise<string> {
  return (await db.selectFrom('installation').select('id').executeTakeFirstOrThrow()).id;
}

/** Signs the links to files, on all nodes. */
export async function fileKey(db: Db): Promise<string> {
  return (await db.selectFrom('installation').select('file_key').executeTakeFirstOrThrow()).file_key;
}
