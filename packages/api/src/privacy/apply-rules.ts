import { sql, type RawBuilder } from 'kysely';
import { recordHourly } from '../audit/audit.queries.ts';
import { conversationsOfVisitors, lockConversations } from '../conversation/erase-conversations.queries.ts';
import type { Db, Trx } from '../db/database.ts';
import { pointersNaming, pointersTo, type Pointers } from './named-pointers.queries.ts';
import { dueConversations, dueVisitors } from './retention.queries.ts';
import { NOTHING, unlink, type Unlinked } from './unlink.ts';

/** At a time: their rows are held for as long as it takes. */
const BATCH = 20;

export interface Ruled {
  id: string;
  closedDays: number | null;
  anonymousDays: number | null;
  inboxId: number;
}

export async function ruledProjects(db: Db): Promise<Ruled[]> {
  const { rows } = await sql<Ruled>`
    select id, closed_days as "closedDays", anonymous_days as "anonymousDays", inbox_stream_id as "inboxId"
    from project where closed_days is not null or anonymous_days is not null order by id`.execute(db);
  return rows;
}

/** Erases a batch of what the rules of a project want gone, as a person would have. Null: nothing is due. */
export async function applyRules(trx: Trx, project: Ruled, now: number): Promise<Unlinked | null> {
  return (await dropVisitors(trx, project, now)) ?? dropConversations(trx, project, now);
}

/**
 * The inbox is searched before anybody is locked. Whoever is locked says nothing more; whoever has just said something is not due any
 * more, so all of it is asked again.
 */
async function dropVisitors(trx: Trx, project: Ruled, now: number): Promise<Unlinked | null> {
  if (project.anonymousDays === null) return null;
  const due = dueVisitors(project.id, project.anonymousDays, now);
  // Those who went at about the same time are together: so is what is to be looked through for their names.
  const candidates = await idsOf(
    trx,
    sql`select v.id from visitor v where ${due} order by v.last_seen_at limit ${BATCH}`,
  );
  if (candidates.length === 0) return null;
  const pointers = await pointersNaming(trx, project.inboxId, candidates);
  const found = await idsOf(
    trx,
    sql`select v.id from visitor v where v.id = any(${candidates}::uuid[]) and ${due} for update of v skip locked`,
  );
  await lockConversations(trx, await conversationsOfVisitors(trx, found));
  const visitorIds = await idsOf(trx, sql`select v.id from visitor v where v.id = any(${found}::uuid[]) and ${due}`);
  const conversationIds = await conversationsOfVisitors(trx, visitorIds);
  return drop(trx, project, { visitorIds, conversationIds, pointers }, now);
}

async function dropConversations(trx: Trx, project: Ruled, now: number): Promise<Unlinked | null> {
  if (project.closedDays === null) return null;
  const due = dueConversations(project.id, project.closedDays, now);
  const found = await idsOf(
    trx,
    sql`select c.id from conversation c where ${due} order by c.activity_at limit ${BATCH}`,
  );
  if (found.length === 0) return null;
  const pointers = await pointersTo(trx, project.inboxId, found);
  await lockConversations(trx, found);
  const conversationIds = await idsOf(
    trx,
    sql`select c.id from conversation c where c.id = any(${found}::uuid[]) and ${due}`,
  );
  return drop(trx, project, { visitorIds: [], conversationIds, pointers }, now);
}

async function idsOf(trx: Trx, query: RawBuilder<unknown>): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`${query}`.execute(trx);
  return rows.map(({ id }) => id);
}

async function drop(
  trx: Trx,
  { id: projectId, inboxId }: Ruled,
  what: { visitorIds: readonly string[]; conversationIds: readonly string[]; pointers: Pointers },
  now: number,
): Promise<Unlinked> {
  if (what.visitorIds.length + what.conversationIds.length === 0) return NOTHING;
  const inbox = { id: inboxId, kind: 'inbox' } as const;
  const unlinked = await unlink(trx, { projectId, inbox, byRule: true, ...what }, now);
  await recordHourly(trx, projectId, { verb: 'retention.ran', actorId: null });
  return unlinked;
}
