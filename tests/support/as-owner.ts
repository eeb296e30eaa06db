import { sql, type RawBuilder } from 'kysely';
import type { Db } from '../../packages/api/src/db/database.ts';

/** A running server's statements may change rows, and no tables: for what a test does to these. */
export async function asOwner(db: Db, statement: RawBuilder<unknown>): Promise<void> {
  await db.connection().execute(async (connection) => {
    await sql`reset role`.execute(connection);
    try {
      await statement.execute(connection);
    } finally {
      await sql`set role parley_app`.execute(connection);
    }
  });
}
