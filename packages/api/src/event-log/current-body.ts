import { sql, type RawBuilder } from 'kysely';

/** Events of `e`'s message that change it; `event_change` holds those of all streams, and they are few. */
const changesOf = (e: string, types: RawBuilder<unknown>): RawBuilder<unknown> => sql`
  from event d where d.stream_id = ${sql.ref(`${e}.stream_id`)} and d.type in (${types})
    and d.body ->> 'messageId' = ${sql.ref(`${e}.body`)} ->> 'messageId'`;

/** Of an event that is a message. @param e what the event is called in the statement, as below */
export const isDeleted = (e: string): RawBuilder<boolean> =>
  sql<boolean>`exists (select ${changesOf(e, sql`'message.deleted'`)})`;

/**
 * The event as readers get it. A text that was edited, or deleted, is nobody's to read any more but in a message's history: the
 * row keeps it, and whoever comes later is shown the present one in its place. What holds for ever is the event's seq and its id.
 */
export const currentBody = (e: string): RawBuilder<unknown> => {
  const body = sql.ref(`${e}.body`);
  return sql`case when ${sql.ref(`${e}.type`)} in ('message', 'message.edited') then coalesce((
    select case d.type
      when 'message.deleted' then (${body} - 'attachments' - 'caption') || '{"text": "", "deleted": true}'
      else ${body} || jsonb_build_object('text', d.body -> 'text')
        || case when d.body ? 'caption' then jsonb_build_object('caption', d.body -> 'caption') else '{}' end end
    ${changesOf(e, sql`'message.edited', 'message.deleted'`)}
    order by d.type, d.seq desc limit 1), ${body}) else ${body} end`;
};
