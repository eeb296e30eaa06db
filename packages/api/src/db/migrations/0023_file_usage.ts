import { sql, type Kysely } from 'kysely';
import { byProject, wallAround } from '../second-wall.ts';

const statements = [
  // However small, a file is a row, an object, and a block of the disk.
  sql`create function file_bytes(size bigint, thumb_size bigint) returns bigint language sql immutable
    return greatest(size, 16384) + coalesce(thumb_size, 0)`,

  // What the files of a project come to, kept by triggers: also those of older nodes are counted, and to look is to read one row.
  sql`create table file_usage (
    project_id uuid primary key references project,
    bytes bigint not null
  )`,
  ...wallAround('file_usage', byProject('project_id')),

  sql`create function file_usage_grow() returns trigger language plpgsql as $$
  begin
    insert into file_usage as u (project_id, bytes)
      values (new.project_id, file_bytes(new.size, new.thumb_size)
        - case when tg_op = 'UPDATE' then file_bytes(old.size, old.thumb_size) else 0 end)
      on conflict (project_id) do update set bytes = u.bytes + excluded.bytes;
    return null;
  end $$`,
  // Of many at once, when conversations are erased, the row of each project is written once, and in the order that all take. Also
  // where none is counted yet: 0031 adds what was there before.
  sql`create function file_usage_shrink() returns trigger language plpgsql as $$
  begin
    insert into file_usage as u (project_id, bytes)
      select project_id, -sum(file_bytes(size, thumb_size))::bigint from gone group by project_id order by project_id
      on conflict (project_id) do update set bytes = u.bytes + excluded.bytes;
    return null;
  end $$`,
  // Whoever writes now is waited for, so from here on each change is counted.
  sql`create trigger file_usage_grow after insert or update of size, thumb_size on attachment
    for each row execute function file_usage_grow()`,
  sql`create trigger file_usage_shrink after delete on attachment referencing old table as gone
    for each statement execute function file_usage_shrink()`,
];

export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of statements) await statement.execute(db);
}
