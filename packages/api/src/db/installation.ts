import type { Db } from './database.ts';

export interface InstallationTables {
  /** One row. */
  installation: { one: boolean; id: string };
}

/** The id that all processes on this database share, and no others. */
export async function installationId(db: Db): Promise<string> {
  return (await db.selectFrom('installation').select('id').executeTakeFirstOrThrow()).id;
}
