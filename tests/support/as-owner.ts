import { sql, type RawBuilder } from 'kysely';
import type { Db } from '../../packages/api/src/db/database.ts';

/** A running server's statements may change rows, and no tables: for what a test does to these. */
export async function asOwner(db: Db, statement: RawBuilder<unknown>): Promise<void> {
  await withOwner(db, (connection) => statement.execute(connection));
}

/** In tests the owner is above every wall, too: what he does not find is not there. */
export function withOwner<T>(db: Db, act: (connection: Db) => Promise<T>): Promise<T> {
  return db.connection().execute(async (connection) => {
    await sql`reset role`.execute(connection);
    try {
      return await act(connection);
    } finally {
      await sql`set role parley_app`.execute(connection);
    }
  });
}
