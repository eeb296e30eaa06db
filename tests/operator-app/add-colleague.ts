import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';

/** Makes every account of an embedded database, which no server may have open, a member of its every project. */
export async function makeAllMembers(dataDir: string): Promise<void> {
  const database = await PGlite.create(join(dataDir, 'postgres'));
  try {
    await database.exec(`insert into member (project_id, operator_id, role)
      select project.id, operator.id, 'agent' from project, operator on conflict do nothing`);
  } finally {
    await database.close();
  }
}
