import { sql } from 'kysely';
import { vi } from 'vitest';
import type { Db } from '../../packages/api/src/db/database.ts';

/** Until so many statements in this database wait for another's lock. What others wait for is hidden from behind the wall, but not that they do. */
export async function untilBlocked(db: Db, count = 1): Promise<void> {
  await vi.waitFor(
    async () => {
      const { rows } = await sql`
        select from pg_locks l join pg_stat_activity a using (pid)
        where not l.granted and a.datname = current_database()`.execute(db);
      if (rows.length < count) throw new Error(`${rows.length} statements wait for a lock`);
    },
    { timeout: 30_000, interval: 10 },
  );
}
