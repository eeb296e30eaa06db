import { notFound } from '../access/app-error.ts';
import type { ConversationRef } from '../conversation/conversation.queries.ts';
import { sql } from 'kysely';
import type { Db, Trx } from '../db/database.ts';
import { gather } from '../db/gather.ts';
import { acrossProjects } from '../db/scope.ts';
import type { StreamRef } from '../event-log/event-bodies.ts';
import { hasDemanded } from '../project/second-factor-demand.queries.ts';
import { visitorName, type Named } from '../visitor/visitor.queries.ts';
import type { Beside, Call } from './machine/call-state.ts';

/** A call under its row's lock, with the leases that were renewed beside it. */
export interface LockedCall {
  call: Call;
  stream: StreamRef<'call'>;
}

interface FoundCall {
  id: string;
  conversationId: string;
  stream: StreamRef<'call'>;
  /** Of a call between two operators. */
  beside: Beside | null;
  /** At that moment. */
  isOver: boolean;
  /** What the other side calls the visitor. */
  visitorName: string;
}

/** Which calls these ids mean: each its own, or the one that its start was answered with. */
const callsTogether = gather(async (db, ids: readonly string[]): Promise<(FoundCall | null)[]> => {
  const { rows } = await sql<FoundRow>`
    select k.ord, c.id, o.id as "conversationId", c.stream_id as "streamId", c.data -> 'beside' as beside,
           c.state = 'ended' as "isOver", v.id as "visitorId", v.attributes, v.subject, v.claims
    from unnest(${ids}::uuid[]) with ordinality as k(id, ord)
    left join call_alias a on a.id = k.id join call c on c.id = coalesce(a.call_id, k.id)
    left join call m on m.id = c.beside
    join conversation o on o.id = coalesce(c.conversation_id, m.conversation_id)
    join visitor v on v.id = o.visitor_id`.execute(acrossProjects(db));
  const found = new Map(rows.map((row) => [row.ord, toFound(row)]));
  return ids.map((_, index) => found.get(index + 1) ?? null);
});

interface FoundRow extends Omit<FoundCall, 'stream' | 'visitorName'>, Omit<Named, 'id'> {
  ord: number;
  streamId: number;
  visitorId: string;
}

function toFound({ id, conversationId, streamId, beside, isOver, visitorId, ...named }: FoundRow): FoundCall {
  const stream: StreamRef<'call'> = { id: streamId, kind: 'call' };
  return { id, conversationId, stream, beside, isOver, visitorName: visitorName({ ...named, id: visitorId }) };
}

/** For one of many who ask: in which project it is, is what this is asked for. */
export function findCallTogether(db: Db, callId: string): Promise<FoundCall | null> {
  return callsTogether(db, callId);
}

export async function readCall(db: Db | Trx, callId: string): Promise<Call> {
  return (await db.selectFrom('call').select('data').where('id', '=', callId).executeTakeFirstOrThrow(notFound)).data;
}

/**
 * All that happens to a call happens under this lock, one after the other. Of two that belong together the visitor's is
 * locked first, whichever is meant: two who wait for each other would wait for ever. The lock is the one that the update
 * needs: for a stronger one a lease that is new, and looks whether there is such a call, would wait.
 */
export async function lockCall(trx: Trx, callId: string, beside: Beside | null): Promise<LockedCall> {
  if (beside !== null) await lockable(trx).where('id', '=', beside.callId).forNoKeyUpdate().execute();
  const row = await lockable(trx).where('id', '=', callId).forNoKeyUpdate().executeTakeFirstOrThrow(notFound);
  return withLeases(trx, row);
}

export async function lockLiveCall(trx: Trx, conversationId: string): Promise<LockedCall | null> {
  const row = await lockable(trx)
    .where('conversation_id', '=', conversationId)
    .where('state', '<>', 'ended')
    .forNoKeyUpdate()
    .executeTakeFirst();
  return row === undefined ? null : withLeases(trx, row);
}

/** One call whose deadline has passed and that no other process has in hand. */
export async function lockDueCall(trx: Trx, now: Date): Promise<LockedCall | null> {
  const row = await lockable(trx)
    .where('next_deadline', '<=', now)
    .orderBy('next_deadline')
    .limit(1)
    .forNoKeyUpdate()
    .skipLocked()
    .executeTakeFirst();
  return row === undefined ? null : withLeases(trx, row);
}

/**
 * One live call that may not go on: its conversation was closed, its visitor blocked, its project suspended, or its operator may no
 * longer answer there.
 */
export async function lockBarredCall(trx: Trx): Promise<LockedCall | null> {
  const row = await trx
    .selectFrom('call as c')
    .innerJoin('conversation as v', 'v.id', 'c.conversation_id')
    .innerJoin('visitor as w', 'w.id', 'v.visitor_id')
    .innerJoin('project as p', 'p.id', 'v.project_id')
    .leftJoin('member as m', (join) =>
      join
        .onRef('m.project_id', '=', 'v.project_id')
        .onRef('m.operator_id', '=', 'c.operator_id')
        .on('m.role', '<>', 'viewer')
        .on(hasDemanded('p.needs_second_factor', 'm.operator_id')),
    )
    .select(['c.id', 'c.data', 'c.stream_id as streamId'])
    .where('c.state', '<>', 'ended')
    .where((eb) =>
      eb.or([
        eb('v.status', '=', 'closed'),
        eb('w.blocked_at', 'is not', null),
        eb('p.suspended_at', 'is not', null),
        eb.and([eb('c.operator_id', 'is not', null), eb('m.operator_id', 'is', null)]),
      ]),
    )
    .limit(1)
    .forNoKeyUpdate('c')
    .skipLocked()
    .executeTakeFirst();
  return row === undefined ? null : withLeases(trx, row);
}

export async function lockLiveCalls(trx: Trx): Promise<LockedCall[]> {
  const rows = await lockable(trx)
    .where('state', '<>', 'ended')
    .orderBy('beside', (by) => by.nullsFirst())
    .orderBy('id')
    .forNoKeyUpdate()
    .execute();
  const locked: LockedCall[] = [];
  for (const row of rows) locked.push(await withLeases(trx, row));
  return locked;
}

export const lockable = (trx: Trx) => trx.selectFrom('call').select(['id', 'data', 'stream_id as streamId']);

/** Read after the lock, so that no renewal is missed that came while waiting for it. */
export async function withLeases(trx: Trx, row: { id: string; data: Call; streamId: number }): Promise<LockedCall> {
  const leases = await trx
    .selectFrom('call_lease')
    .select(['party_id', 'device_id', 'until'])
    .where('call_id', '=', row.id)
    .execute();
  const legs = row.data.legs.map((leg) => {
    const { partyId, deviceId } = leg.device;
    const lease = leases.find((one) => one.party_id === partyId && one.device_id === deviceId);
    return lease === undefined ? leg : { ...leg, leaseUntil: Math.max(leg.leaseUntil, lease.until.getTime()) };
  });
  return { call: { ...row.data, legs }, stream: { id: row.streamId, kind: 'call' } };
}

/** Where the sweeper, which nobody asked, finds the conversation of a call. */
export async function conversationOfCall(trx: Trx, conversationId: string): Promise<ConversationRef> {
  const row = await trx
    .selectFrom('conversation')
    .select(['id', 'project_id', 'visitor_id', 'stream_id', 'notes_stream_id', 'inbox_stream_id'])
    .where('id', '=', conversationId)
    .executeTakeFirstOrThrow();
  return {
    id: row.id,
    projectId: row.project_id,
    visitorId: row.visitor_id,
    stream: { id: row.stream_id, kind: 'conversation' },
    notes: { id: row.notes_stream_id, kind: 'notes' },
    inbox: { id: row.inbox_stream_id, kind: 'inbox' },
  };
}

/** The devices of this person that read the call's events, and until when they count as there. */
export async function devicesThere(
  db: Db,
  callId: string,
  partyId: string,
  now: Date,
): Promise<{ deviceId: string; leaseUntil: number }[]> {
  const rows = await db
    .selectFrom('call_lease')
    .select(['device_id', 'until'])
    .where('call_id', '=', callId)
    .where('party_id', '=', partyId)
    .where('until', '>', now)
    .execute();
  return rows.map((row) => ({ deviceId: row.device_id, leaseUntil: row.until.getTime() }));
}

/** Who of these is in a call now, of any project, but for this conversation's: there a rival is welcome, and is no reason for "busy". */
export async function peopleInCalls(
  db: Db,
  side: 'visitor_id' | 'operator_id',
  ids: readonly string[],
  conversationId: string,
): Promise<Set<string>> {
  if (ids.length === 0) return new Set();
  const rows = await acrossProjects(db)
    .selectFrom('call')
    .select(`${side} as id`)
    .where(side, '=', sql<string>`any(${ids}::uuid[])`)
    .where('state', '<>', 'ended')
    .where('conversation_id', 'is distinct from', conversationId)
    .execute();
  return new Set(rows.flatMap((row) => row.id ?? []));
}
