import { sql, type Kysely } from 'kysely';

export const repeatable = true;

/**
 * Files that were there before 0023 began to count. A statement sees one moment: what is there in it and is not counted in it, is
 * missing, and will be whatever comes or goes meanwhile. So nobody waits while it reads, and once more it adds nothing.
 */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    with there as materialized (
      select project_id, sum(file_bytes(size, thumb_size))::bigint as bytes from attachment group by project_id
    ), missing as materialized (
      select project_id, coalesce(t.bytes, 0) - coalesce(u.bytes, 0) as bytes
      from there t full join file_usage u using (project_id)
    )
    insert into file_usage as u (project_id, bytes)
    select project_id, bytes from missing where bytes <> 0 order by project_id
    on conflict (project_id) do update set bytes = u.bytes + excluded.bytes`.execute(db);
}
