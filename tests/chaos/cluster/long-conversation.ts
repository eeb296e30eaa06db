/** 24 MB: the kernel takes up to ten of them on the way before a server holds any. */
export const LONG = 6_000;

/** Nobody has said it; who reads it has much before him. */
export async function lengthen(
  query: (text: string, values: unknown[]) => Promise<unknown>,
  conversationId: string,
): Promise<void> {
  await query(
    `with stream_of as (select stream_id as id from conversation where id = $1),
          grown as (update stream s set last_seq = $2 from stream_of o where s.id = o.id)
     insert into event (stream_id, seq, id, type, actor, at, body)
     select o.id, n, gen_random_uuid(), 'message', '{"kind": "system"}', now(),
            jsonb_build_object('type', 'message', 'messageId', gen_random_uuid(), 'text', repeat('x', 4000))
     from stream_of o, generate_series(1, $2::int) n`,
    [conversationId, LONG],
  );
}
