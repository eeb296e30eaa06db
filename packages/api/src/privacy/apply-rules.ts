import { sql } from 'kysely';
import { recordHourly } from '../audit/audit.queries.ts';
import { conversationsOfVisitors, lockConversations } from '../conversation/erase-conversations.queries.ts';
import type { Trx } from '../db/database.ts';
import type { Appended } from '../event-log/append-events.ts';
import { firstSince } from './erasure.queries.ts';
import { dueConversations, dueVisitors } from './retention.queries.ts';
import { unlink } from './unlink.ts';

/** At a time: their rows are held for as long as it takes. */
const BATCH = 20;

interface Ruled {
  id: string;
  closedDays: number | null;
  anonymousDays: number | null;
  inboxId: number;
}

/** What a turn has done, to be told when it is committed. */
export interface Batch {
  /** There may be more to do. */
  more: boolean;
  appended: Appended[];
  visitorIds: readonly string[];
  conversationIds: readonly string[];
}
export const IDLE: Batch = { more: false, appended: [], visitorIds: [], conversationIds: [] };

/** Erases a batch of what the rules of one project want gone, as a person would have. */
export async function applyRules(trx: Trx, now: number): Promise<Batch> {
  const { rows: projects } = await sql<Ruled>`
    select id, closed_days as "closedDays", anonymous_days as "anonymousDays", inbox_stream_id as "inboxId"
    from project where closed_days is not null or anonymous_days is not null order by id`.execute(trx);
  for (const project of projects) {
    const batch = (await dropVisitors(trx, project, now)) ?? (await dropConversations(trx, project, now));
    if (batch !== null) return batch;
  }
  return IDLE;
}

/** Whoever is locked says nothing more; whoever has just said something is not due any more, so all of it is asked again. */
async function dropVisitors(trx: Trx, project: Ruled, now: number): Promise<Batch | null> {
  if (project.anonymousDays === null) return null;
  const due = dueVisitors(project.id, project.anonymousDays, now);
  const { rows } = await sql<{ id: string }>`
    select v.id from visitor v where ${due} limit ${BATCH} for update of v skip locked`.execute(trx);
  if (rows.length === 0) return null;
  const found = rows.map(({ id }) => id);
  await lockConversations(trx, await conversationsOfVisitors(trx, found));
  const { rows: still } = await sql<{ id: string; createdAt: Date }>`
    select v.id, v.created_at as "createdAt" from visitor v
    where v.id = any(${found}::uuid[]) and ${due}`.execute(trx);
  const visitorIds = still.map(({ id }) => id);
  const since = new Date(Math.min(now, ...still.map(({ createdAt }) => createdAt.getTime())));
  const pointersFrom = await firstSince(trx, project.inboxId, since);
  const conversationIds = await conversationsOfVisitors(trx, visitorIds);
  return drop(trx, project, { visitorIds, conversationIds, pointersFrom }, now);
}

async function dropConversations(trx: Trx, project: Ruled, now: number): Promise<Batch | null> {
  if (project.closedDays === null) return null;
  const due = dueConversations(project.id, project.closedDays, now);
  const { rows } = await sql<{ id: string }>`select c.id from conversation c where ${due} limit ${BATCH}`.execute(trx);
  if (rows.length === 0) return null;
  const found = rows.map(({ id }) => id);
  await lockConversations(trx, found);
  const { rows: still } = await sql<{ id: string }>`
    select c.id from conversation c where c.id = any(${found}::uuid[]) and ${due}`.execute(trx);
  return drop(trx, project, { visitorIds: [], conversationIds: still.map(({ id }) => id), pointersFrom: 0 }, now);
}

async function drop(
  trx: Trx,
  { id: projectId, inboxId }: Ruled,
  what: Pick<Batch, 'visitorIds' | 'conversationIds'> & { pointersFrom: number },
  now: number,
): Promise<Batch> {
  if (what.visitorIds.length + what.conversationIds.length === 0) return { ...IDLE, more: true };
  const appended = await unlink(trx, { projectId, inbox: { id: inboxId, kind: 'inbox' }, ...what }, now);
  await recordHourly(trx, projectId, { verb: 'retention.ran', actorId: null });
  return { more: true, appended, visitorIds: what.visitorIds, conversationIds: what.conversationIds };
}
