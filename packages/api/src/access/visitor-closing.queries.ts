import { sql } from 'kysely';
import type { Db, Trx } from '../db/database.ts';

/** A session that is over, or (`rights`) a visitor whose rights have changed for the nth time. */
export interface Closing {
  id: string;
  rights: number | null;
}

/** A statement is cut after 3 s: what was noted before that is there to be read, whoever noted it. */
const LATE_SECONDS = 10;
/** No node that lives has not looked for so long. */
const KEEP_HOURS = 1;

/** In the transaction that ends what they stand for. */
export async function noteClosings(trx: Trx, closings: readonly Closing[]): Promise<void> {
  if (closings.length > 0)
    await trx
      .insertInto('visitor_closing')
      .values([...closings])
      .execute();
}

/**
 * What has been noted since `since`, and a little before, with the database's time of now. There are far more visitors than endings:
 * asking for the ends costs nothing where asking for each session would.
 */
export async function closingsSince(db: Db, since: Date | null): Promise<{ closings: Closing[]; at: Date }> {
  const { rows } = await sql<{ at: Date; id: string | null; rights: number | null }>`
    select now() as at, c.id, c.rights from (select 1) one left join visitor_closing c
      on c.at > coalesce(${since}::timestamptz, now()) - make_interval(secs => ${LATE_SECONDS})`.execute(db);
  const closings = rows.flatMap(({ id, rights }) => (id === null ? [] : [{ id, rights }]));
  return { closings, at: rows[0]?.at ?? new Date() };
}

export async function forgetClosings(db: Db): Promise<void> {
  await sql`delete from visitor_closing where at < now() - make_interval(hours => ${KEEP_HOURS})`.execute(db);
}
