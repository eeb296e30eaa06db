import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';

/**
 * Copies the one conversation of an embedded database, which no server may have open, until there are `count`:
 * `Visitor 2`, `Visitor 3` … each with the same message, a second older than the one before.
 * Through the API this takes a minute; here the list is what is tested.
 */
export async function seedConversations(dataDir: string, count: number): Promise<void> {
  const database = await PGlite.create(join(dataDir, 'postgres'));
  try {
    await database.exec(copies(count));
  } finally {
    await database.close();
  }
}

const copies = (count: number): string => `
  do $$
  declare
    first conversation;
    copy conversation;
  begin
    select * into strict first from conversation;
    for n in 2 .. ${count} loop
      copy := first;
      copy.id := gen_random_uuid();
      copy.visitor_id := gen_random_uuid();
      copy.activity_at := first.activity_at - n * interval '1 second';
      insert into visitor (id, project_id, token_hash, attributes)
        values (copy.visitor_id, first.project_id, 'copy ' || n, jsonb_build_object('name', 'Visitor ' || n));
      insert into stream (kind, last_seq)
        select kind, last_seq from stream where id = first.stream_id returning id into copy.stream_id;
      insert into stream (kind) values ('notes') returning id into copy.notes_stream_id;
      insert into event (stream_id, seq, id, client_id, type, actor, at, body)
        select copy.stream_id, seq, gen_random_uuid(), client_id, type, actor, at, body
        from event where stream_id = first.stream_id;
      insert into conversation values (copy.*);
    end loop;
  end $$;`;
