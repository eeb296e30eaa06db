import { sql, type Kysely } from 'kysely';

const statements = [
  // Where a page is, without what stands behind it: searches, tokens and names are nobody's business here. Nodes of before
  // 0014 send all of it, as long as one runs beside this version.
  sql`create function visitor_bare_page() returns trigger language plpgsql as $$
  begin
    new.page := jsonb_set(new.page, '{url}', to_jsonb(regexp_replace(new.page ->> 'url', '[?#].*$', '')));
    return new;
  end $$`,
  sql`create trigger visitor_bare_page before insert or update of page on visitor
    for each row when (new.page ->> 'url' ~ '[?#]') execute function visitor_bare_page()`,
];

export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of statements) await statement.execute(db);
}
