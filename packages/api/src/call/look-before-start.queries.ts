import { sql } from 'kysely';
import { notFound } from '../access/app-error.ts';
import type { Attributes, ConversationStatus } from '../contract/views.ts';
import type { Db } from '../db/database.ts';
import { acrossProjects } from '../db/scope.ts';
import { visitorName } from '../visitor/visitor.queries.ts';

export interface BeforeStart {
  /** The call that this id means already; of one between two operators there is no conversation. */
  known: { id: string; conversationId: string | null } | null;
  /** The conversation has a call. */
  isLive: boolean;
  status: ConversationStatus;
  relayOnly: boolean;
  connectsEarly: boolean;
  /** Everyone who is there to answer is in another call. Nobody there is not busy: someone may still come. */
  allBusy: boolean;
  /** What the other side calls the visitor. */
  visitorName: string;
}

interface Row extends Omit<BeforeStart, 'visitorName'> {
  visitorId: string;
  attributes: Attributes;
}

export interface PeopleToAnswer {
  side: 'visitor_id' | 'operator_id';
  /** Each once. */
  ids: readonly string[];
}

/**
 * All that a start has to know, in one look: somebody waits for it to ring. It looks in all projects: an id that is another's
 * call is taken, and whoever is in a call is in one, wherever. It is no lock. What changes meanwhile meets the indexes; for this conversation's own call nobody is busy, since there a rival is welcome.
 * @throws AppError NOT_FOUND when the conversation has gone since
 */
export async function lookBeforeStart(
  db: Db,
  callId: string,
  conversationId: string,
  { side, ids }: PeopleToAnswer,
): Promise<BeforeStart> {
  const person = sql.ref(`c.${side}`);
  const { rows } = await sql<Row>`
    select
      (select jsonb_build_object('id', c.id, 'conversationId', c.conversation_id) from call c
       where c.id = coalesce((select a.call_id from call_alias a where a.id = ${callId}), ${callId})) as known,
      exists (select from call c where c.conversation_id = o.id and c.state <> 'ended') as "isLive",
      o.status, p.relay_only as "relayOnly", p.connects_early as "connectsEarly",
      cardinality(${ids}::uuid[]) > 0 and cardinality(${ids}::uuid[]) = (
        select count(distinct ${person}) from call c where ${person} = any(${ids}::uuid[])
        and c.state <> 'ended' and c.conversation_id is distinct from o.id) as "allBusy",
      v.id as "visitorId", v.attributes
    from conversation o join project p on p.id = o.project_id join visitor v on v.id = o.visitor_id
    where o.id = ${conversationId}`.execute(acrossProjects(db));
  const [row] = rows;
  if (row === undefined) throw notFound();
  const { visitorId, attributes, ...before } = row;
  return { ...before, visitorName: visitorName(visitorId, attributes) };
}
