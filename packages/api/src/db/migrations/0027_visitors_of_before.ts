import { sql, type Kysely } from 'kysely';

export const repeatable = true;

const BATCH = 1_000;

/**
 * Visitors of before 0014 and 0016, a batch at a time: their page goes on without its query, and who was here lately gets the session
 * that he would get when he comes. After a deploy all come at once; and their tokens shall not be changed in one moment either.
 */
export async function up(db: Kysely<never>): Promise<void> {
  let after: string | undefined = '00000000-0000-0000-0000-000000000000';
  while (after !== undefined) after = await batch(db, after);
}

/** @returns the last of them */
async function batch(db: Kysely<never>, after: string): Promise<string | undefined> {
  const { rows } = await sql<{ id: string }>`
    with batch as (
      select id, token_hash, last_seen_at from visitor where id > ${after}::uuid order by id limit ${BATCH}
      for no key update
    ), bare as (
      update visitor v set page = jsonb_set(v.page, '{url}', to_jsonb(regexp_replace(v.page ->> 'url', '[?#].*$', '')))
      from batch b where v.id = b.id and v.page ->> 'url' ~ '[?#]'
    ), unknown as (
      select b.id as visitor_id, b.token_hash, gen_random_uuid() as session_id from batch b
      where b.last_seen_at > now() - interval '30 days' and b.token_hash not like 'ended:%'
        and not exists (select from visitor_token t where t.token_hash = b.token_hash)
    ), sessions as (
      insert into visitor_session (id, visitor_id, expires_at)
      select session_id, visitor_id, now() + interval '30 days' from unknown
    ), tokens as (
      insert into visitor_token (token_hash, session_id, made_at, used_at)
      select token_hash, session_id, now() - random() * interval '1 day', now() from unknown
      on conflict (token_hash) do nothing
    )
    select id from batch order by id desc limit 1`.execute(db);
  return rows[0]?.id;
}
