import { sql, type RawBuilder } from 'kysely';
import type { Attributes, ConversationStatus, ConversationView, VisitorConversationView } from '../contract/views.ts';
import type { Db, Trx } from '../db/database.ts';
import { gather } from '../db/gather.ts';
import { acrossProjects } from '../db/scope.ts';
import { isDeleted } from '../event-log/current-body.ts';
import type { StreamRef } from '../event-log/event-bodies.ts';
import { identityOf, visitorName } from '../visitor/visitor.queries.ts';
import type { Claims, Page } from '../visitor/visitor.table.ts';
import type { LastMessage } from './conversation.table.ts';
import { mentionsOf } from './mention.queries.ts';

/** What never changes about a conversation: where it belongs and where its streams are. */
export interface ConversationRef {
  id: string;
  projectId: string;
  visitorId: string;
  stream: StreamRef<'conversation'>;
  notes: StreamRef<'notes'>;
  inbox: StreamRef<'inbox'>;
}

interface RefRow {
  id: string;
  projectId: string;
  visitorId: string;
  streamId: number;
  notesId: number;
  inboxId: number;
  status: ConversationStatus;
  visitorDelivered: number;
  visitorRead: number;
  operatorDelivered: number;
  operatorRead: number;
}

const refColumns = sql`
  c.id, c.project_id as "projectId", c.visitor_id as "visitorId",
  c.stream_id as "streamId", c.notes_stream_id as "notesId", c.inbox_stream_id as "inboxId", c.status,
  c.visitor_delivered as "visitorDelivered", c.visitor_read as "visitorRead",
  c.operator_delivered as "operatorDelivered", c.operator_read as "operatorRead"`;

/** With what a command needs to know of its state. */
export interface ConversationRow extends ConversationRef {
  status: ConversationStatus;
  receipts: Record<'visitor' | 'operator', { delivered: number; read: number }>;
}

function toRow({ streamId, notesId, inboxId, ...row }: RefRow): ConversationRow {
  return {
    id: row.id,
    projectId: row.projectId,
    visitorId: row.visitorId,
    status: row.status,
    receipts: {
      visitor: { delivered: row.visitorDelivered, read: row.visitorRead },
      operator: { delivered: row.operatorDelivered, read: row.operatorRead },
    },
    stream: { id: streamId, kind: 'conversation' },
    notes: { id: notesId, kind: 'notes' },
    inbox: { id: inboxId, kind: 'inbox' },
  };
}

const rowsById = gather(async (db, ids: readonly string[]): Promise<(ConversationRow | null)[]> => {
  const { rows } = await sql<RefRow>`
    select ${refColumns} from conversation c where c.id = any(${ids}::uuid[])`.execute(acrossProjects(db));
  const found = new Map(rows.map((row) => [row.id, toRow(row)]));
  return ids.map((id) => found.get(id.toLowerCase()) ?? null);
});

/** The conversation as it is now, whoever takes part in it: in which project that is, is what this is asked for. */
export function findConversation(db: Db, id: string): Promise<ConversationRow | null> {
  return rowsById(db, id);
}

export async function assigneeOf(trx: Trx, id: string): Promise<string | null> {
  const row = await trx.selectFrom('conversation').select('assignee_id').where('id', '=', id).executeTakeFirst();
  return row?.assignee_id ?? null;
}

interface ViewRow {
  id: string;
  project_id: string;
  status: ConversationStatus;
  created_at: Date;
  activity_at: Date;
  last_seq: number;
  last_message: LastMessage | null;
  visitor_delivered: number;
  visitor_read: number;
  operator_delivered: number;
  operator_read: number;
  operator_unread: number;
  mentions: number;
  visitor_unread: number;
  assignee_id: string | null;
  assignee_name: string | null;
  live_call_id: string | null;
  side_call: NonNullable<ConversationView['sideCall']> | null;
  visitor_id: string;
  subject: string | null;
  claims: Claims | null;
  blocked: boolean;
  attributes: Attributes;
  page: Page | null;
  user_agent: string | null;
  visitor_created_at: Date;
  visitor_seen_at: Date;
}

/** More is not worth counting: each event of an inbox asks for it, for each of its readers. */
const UNREAD_MAX = 100;

/** `unread` counts only what lies after the last receipt: a few rows at the end of the stream, by primary key. */
const unreadFrom = (side: 'visitor' | 'operator', readSeq: RawBuilder<unknown>): RawBuilder<number> =>
  sql`(select count(*) from (
        select from event e where e.stream_id = c.stream_id and e.seq > ${readSeq}
          and e.type = 'message' and e.actor ->> 'kind' = ${sql.lit(side)} and not ${isDeleted('e')} limit ${sql.lit(UNREAD_MAX)}) unread)`;

/** Beside the live call, of which there is one at most. A colleague is asked on all his devices, the operator on the one he talks on. */
const sideCall = sql`(
  select jsonb_build_object('id', s.id, 'kind', s.data #> '{beside,kind}', 'to',
    case s.data #>> '{beside,kind}'
      when 'consult' then jsonb_build_object('operatorId', s.data #> '{beside,colleague,partyId}', 'deviceId', null)
      else jsonb_build_object('operatorId', s.data #> '{beside,operator,partyId}',
                              'deviceId', s.data #> '{beside,operator,deviceId}') end)
  from call k join call s on s.beside = k.id and s.state <> 'ended'
  where k.conversation_id = c.id and k.state <> 'ended' limit 1)`;

const viewColumns = (viewerId: string | null) => sql`
  c.id, c.project_id, c.status, c.created_at, c.activity_at, s.last_seq, c.last_message,
  c.visitor_delivered, c.visitor_read, c.operator_delivered, c.operator_read,
  ${unreadFrom('visitor', sql`c.operator_read`)} as operator_unread,
  ${unreadFrom('operator', sql`c.visitor_read`)} as visitor_unread,
  o.id as assignee_id, o.name as assignee_name,
  (select k.id from call k where k.conversation_id = c.id and k.state <> 'ended' limit 1) as live_call_id,
  ${sideCall} as side_call, ${mentionsOf(viewerId)} as mentions,
  v.id as visitor_id, v.attributes, v.page, v.user_agent, v.subject, v.claims, v.blocked_at is not null as blocked,
  v.created_at as visitor_created_at, v.last_seen_at as visitor_seen_at`;

/**
 * Conversations by any condition on `c`, newest activity first.
 * @param db that of their project, as for all that follows
 * @param viewerId the operator who looks, if it is one
 */
export async function selectConversations(
  db: Db | Trx,
  condition: RawBuilder<unknown>,
  limit: number,
  viewerId: string | null = null,
): Promise<{ row: ViewRow; forOperators: (isOnline: (visitorId: string) => boolean) => ConversationView }[]> {
  const { rows } = await sql<ViewRow>`
    select ${viewColumns(viewerId)} from conversation c
    join stream s on s.id = c.stream_id
    join visitor v on v.id = c.visitor_id
    left join operator o on o.id = c.assignee_id
    where ${condition}
    order by c.activity_at desc, c.id desc limit ${limit}`.execute(db);
  return rows.map((row) => ({ row, forOperators: (isOnline) => toOperatorView(row, isOnline) }));
}

function common(row: ViewRow): Omit<VisitorConversationView, 'unread'> {
  return {
    id: row.id,
    status: row.status,
    createdAt: row.created_at,
    lastSeq: row.last_seq,
    receipts: {
      visitorDelivered: row.visitor_delivered,
      visitorRead: row.visitor_read,
      operatorDelivered: row.operator_delivered,
      operatorRead: row.operator_read,
    },
    assignee:
      row.assignee_id === null || row.assignee_name === null ? null : { id: row.assignee_id, name: row.assignee_name },
    liveCallId: row.live_call_id,
  };
}

export function toVisitorView(row: ViewRow): VisitorConversationView {
  return { ...common(row), unread: row.visitor_unread };
}

function toOperatorView(row: ViewRow, isOnline: (visitorId: string) => boolean): ConversationView {
  return {
    ...common(row),
    unread: row.operator_unread,
    projectId: row.project_id,
    visitor: {
      id: row.visitor_id,
      name: visitorName({ ...row, id: row.visitor_id }),
      identity: identityOf(row),
      blocked: row.blocked,
      attributes: row.attributes,
      page: row.page,
      userAgent: row.user_agent,
      createdAt: row.visitor_created_at,
      lastSeenAt: row.visitor_seen_at,
    },
    visitorOnline: isOnline(row.visitor_id),
    lastMessage: row.last_message === null ? null : { ...row.last_message, at: new Date(row.last_message.at) },
    activityAt: row.activity_at,
    mentions: row.mentions,
    sideCall: row.side_call,
  };
}

/** The conversations with these ids. */
export function selectByIds(db: Db | Trx, ids: readonly string[], viewerId: string | null) {
  return selectConversations(db, sql`c.id = any(${ids}::uuid[])`, ids.length, viewerId);
}

/** The visitor's open conversation, else the one that was active last. */
export async function findVisitorsConversation(
  db: Db | Trx,
  visitorId: string,
): Promise<VisitorConversationView | null> {
  const found = await selectConversations(
    db,
    sql`c.id = (select k.id from conversation k where k.visitor_id = ${visitorId}
                order by k.status = 'closed', k.activity_at desc, k.id desc limit 1)`,
    1,
  );
  return found[0] === undefined ? null : toVisitorView(found[0].row);
}

interface Range {
  streamId: number;
  after: number;
  upTo: number;
}

/** The last event of each range that is more than a receipt; null where there is none. */
const lastSaidIn = gather(async (db, ranges: readonly Range[]): Promise<(number | null)[]> => {
  const streams = ranges.map(({ streamId }) => streamId);
  const starts = ranges.map(({ after }) => after);
  const ends = ranges.map(({ upTo }) => upTo);
  const { rows } = await sql<{ ord: number; seq: number }>`
    select k.ord, e.seq from
      unnest(${streams}::bigint[], ${starts}::bigint[], ${ends}::bigint[]) with ordinality as k(stream_id, start, stop, ord)
    cross join lateral (
      select seq from event where stream_id = k.stream_id and seq > k.start and seq <= k.stop and type <> 'receipt'
      order by seq desc limit 1) e`.execute(db);
  const found = new Map(rows.map(({ ord, seq }) => [ord, seq]));
  return ranges.map((_, index) => found.get(index + 1) ?? null);
});

export function lastSaid(db: Db, range: Range): Promise<number | null> {
  return lastSaidIn(db, range);
}
