import { CompiledQuery } from 'kysely';
import type { Db, Trx } from '../db/database.ts';

export interface AppendedRow {
  ord: number;
  seq: number | null;
  id: string | null;
  at: Date | null;
  duplicate: boolean;
  inbox_seq: number | null;
  /** The event before it, where this statement could see one: not when it is in the same statement, or committed meanwhile. */
  follows: string | null;
}

const furthest = (receipt: 'delivered' | 'read', side: 'visitor' | 'operator'): string =>
  `coalesce(max((f.body ->> 'upTo')::bigint) filter (where f.type = 'receipt'
        and f.body ->> 'receipt' = '${receipt}' and f.body ->> 'side' = '${side}'), 0)`;

/** What a list calls a message by its files, where it has some. */
const files = `case when f.body ? 'attachments' then jsonb_build_object('caption', left(f.body ->> 'caption', 200), 'files',
             (select jsonb_agg(jsonb_build_object('kind', file -> 'kind', 'name', file -> 'name'))
              from jsonb_array_elements(f.body -> 'attachments') file)) else '{}' end`;

/** The last message, edited or deleted; what is deleted stays so, since nothing that is said of it later is stored. */
const afterChange = `case p.change ->> 'type'
            when 'message.deleted'
            then (coalesce(p.message, c.last_message) - 'files' - 'caption') || '{"text": "", "deleted": true}'
            else coalesce(p.message, c.last_message) || jsonb_build_object('text', left(p.change ->> 'text', 200))
              || case when p.change ? 'caption'
                 then jsonb_build_object('caption', left(p.change ->> 'caption', 200)) else '{}' end
            end`;

/** Folds the appended events into the conversation's row: what lists and badges are read from. */
const projection = `
      update conversation c set
        status = coalesce(p.status, c.status),
        assignee_id = case when p.assigned is null then c.assignee_id
                           else (p.assigned #>> '{operator,id}')::uuid end,
        activity_at = coalesce(p.active_at, c.activity_at),
        last_message = case when p.change ->> 'messageSeq' = coalesce(p.message, c.last_message) ->> 'seq'
          then ${afterChange} else coalesce(p.message, c.last_message) end,
        visitor_delivered = greatest(c.visitor_delivered, p.visitor_delivered, p.visitor_read),
        visitor_read = greatest(c.visitor_read, p.visitor_read),
        operator_delivered = greatest(c.operator_delivered, p.operator_delivered, p.operator_read),
        operator_read = greatest(c.operator_read, p.operator_read)
      from (
        select f.stream_id,
          (array_agg(case f.type when 'message' then 'open' else f.body ->> 'status' end order by a.seq desc)
             filter (where f.type in ('message', 'status')))[1] as status,
          (array_agg(f.body order by a.seq desc) filter (where f.type = 'assigned'))[1] as assigned,
          max(a.at) filter (where f.type <> 'receipt' and f.type not like 'message.%') as active_at,
          (array_agg(f.body order by a.seq desc) filter (where f.type in ('message.edited', 'message.deleted')))[1] as change,
          (array_agg(jsonb_build_object('text', left(f.body ->> 'text', 200), 'at', a.at, 'seq', a.seq,
             'from', f.actor ->> 'kind') || ${files} order by a.seq desc) filter (where f.type = 'message'))[1] as message,
          ${furthest('delivered', 'visitor')} as visitor_delivered, ${furthest('read', 'visitor')} as visitor_read,
          ${furthest('delivered', 'operator')} as operator_delivered, ${furthest('read', 'operator')} as operator_read
        from appended a join fresh f on f.id = a.id group by f.stream_id
      ) p
      where c.stream_id = p.stream_id`;

/** What a conversation's event leaves besides itself: its row in lists, and a pointer in the inbox. */
const pointers = `, projected as (${projection}
    ), pointer as (
      select a.seq, a.at, f.type, f.inbox_id, f.conversation_id, f.body ->> 'callId' as call_id,
             row_number() over (partition by f.inbox_id order by a.stream_id, a.seq) as nth
      from appended a join fresh f on f.id = a.id where f.inbox_id is not null
    ), inbox_held as (
      select s.id from stream s where s.id = any(array(select p.inbox_id from pointer p)) order by s.id for no key update
    ), inbox_bumped as (
      update stream s set last_seq = s.last_seq + n.count
      from (select p.inbox_id, count(*) from pointer p group by p.inbox_id) n
      where s.id = n.inbox_id and s.id = any(array(select h.id from inbox_held h))
      returning s.id, s.last_seq - n.count as base, s.last_seq
    ), inbox_appended as (
      insert into event (stream_id, seq, id, type, actor, at, body)
      select p.inbox_id, b.base + p.nth, gen_random_uuid(), 'conversation', '{"kind": "system"}', p.at,
             jsonb_build_object('type', 'conversation', 'conversationId', p.conversation_id,
                                'what', p.type, 'eventSeq', p.seq, 'callId', p.call_id)
      from pointer p join inbox_bumped b on b.id = p.inbox_id
    )`;

/**
 * The one statement that writes the log. In autocommit it is also the whole transaction, so that no lock ever
 * spans a round trip: a node that dies or is paused holds no conversation hostage.
 *
 *   item ─► known (this client id was here before: answer with its seq)
 *     └───► fresh ─► held (lock the streams, in order of id) ─► bumped (last_seq + n) ─► appended
 *                                                     appended ─► projected (conversation row)
 *                                                              └► inbox_held ─► inbox_bumped ─► inbox_appended
 *
 * Invariants: a stream's row is locked until commit, so seq order is commit order, without gaps (EL2). All
 * conversation streams are locked before any inbox stream, each kind in order of id, so two batches cannot
 * deadlock; the inbox reads from `appended`, because Postgres runs independent CTEs in no fixed order. The lock
 * is the one that the update needs: a stronger one would wait for whoever opens a conversation on that inbox.
 * The plan is kept (`statement-names.ts`) and must suit a log that has grown a thousand times since it was made. So
 * nothing here leaves the planner a choice that is good for small tables alone: what is known is looked up one by one
 * (`lateral … limit`), streams by an array, of which it expects a few; of a subquery it expects a hundred rows, and read
 * the whole table for them.
 * A concurrent insert of the same client id is not in this statement's snapshot: it ends in unique violation
 * `event_client_id`, the whole statement is undone, and the caller runs it again (EL6).
 */
const statement = (points: boolean): string => `
    with item as (
      select * from jsonb_to_recordset($1::jsonb) as i(
        ord int, stream_id bigint, id uuid, client_id uuid, type text, actor jsonb, body jsonb,
        inbox_id bigint, conversation_id uuid)
    ), known as (
      select i.ord, e.seq, e.id, e.at from item i cross join lateral (
        select e.seq, e.id, e.at from event e where e.stream_id = i.stream_id and e.client_id = i.client_id limit 1) e
    ), fresh as (
      select distinct on (i.stream_id, coalesce(i.client_id, i.id)) i.*
      from item i where i.ord <> all(array(select k.ord from known k))
      order by i.stream_id, coalesce(i.client_id, i.id), i.ord
    ), held as (
      select s.id from stream s where s.id = any(array(select f.stream_id from fresh f)) order by s.id for no key update
    ), bumped as (
      update stream s set last_seq = s.last_seq + n.count
      from (select f.stream_id, count(*) from fresh f group by f.stream_id) n
      where s.id = n.stream_id and s.id = any(array(select h.id from held h))
      returning s.id, s.last_seq - n.count as base
    ), appended as (
      insert into event (stream_id, seq, id, client_id, type, actor, at, body)
      select f.stream_id, b.base + row_number() over (partition by f.stream_id order by f.ord),
             f.id, f.client_id, f.type, f.actor, date_trunc('milliseconds', clock_timestamp()), f.body
      from fresh f join bumped b on b.id = f.stream_id
      returning stream_id, seq, id, client_id, at
    )${points ? pointers : ''}
    select i.ord, coalesce(k.seq, a.seq) as seq, coalesce(k.id, a.id) as id, coalesce(k.at, a.at) as at,
           coalesce(k.id, a.id) is distinct from i.id as duplicate, ${points ? 'b.last_seq' : 'null::bigint'} as inbox_seq,
           (select e.id from event e where e.stream_id = a.stream_id and e.seq >= a.seq - 1 and e.seq < a.seq
            order by e.seq limit 1) as follows
    from item i
    left join known k on k.ord = i.ord
    left join appended a on a.stream_id = i.stream_id and coalesce(a.client_id, a.id) = coalesce(i.client_id, i.id)
    ${points ? 'left join inbox_bumped b on b.id = i.inbox_id' : ''}
    order by i.ord`;

const FULL = statement(true);
/** For streams of calls, which signal often and leave nothing elsewhere. */
const BARE = statement(false);

/** `points`: some of the items belong to a conversation or leave a pointer. */
export async function executeAppend(db: Db | Trx, items: string, points: boolean): Promise<AppendedRow[]> {
  const { rows } = await db.executeQuery<AppendedRow>(CompiledQuery.raw(points ? FULL : BARE, [items]));
  return rows;
}
