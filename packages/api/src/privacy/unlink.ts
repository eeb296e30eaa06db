import { randomUUIDv7 } from 'node:crypto';
import { sql } from 'kysely';
import { noteClosings } from '../access/visitor-closing.queries.ts';
import { sqlState } from '../db/database-errors.ts';
import type { Trx, Db } from '../db/database.ts';
import { appendEvents, type Appended } from '../event-log/append-events.ts';
import type { StreamRef } from '../event-log/event-bodies.ts';
import { lockConversations, streamsOf } from '../conversation/erase-conversations.queries.ts';
import { ERASERS } from './erasers.ts';
import type { Pointers } from './named-pointers.queries.ts';

interface Wanted {
  projectId: string;
  inbox: StreamRef<'inbox'>;
  conversationIds: readonly string[];
  /** Who goes as a whole. Their rows are locked. */
  visitorIds: readonly string[];
  /** What of the inbox may name them: looked for before anything is held that somebody waits for. */
  pointers: Pointers;
  /** Nobody has asked for it: whoever has is served first. */
  byRule: boolean;
}

/** What has gone, to be told when it is committed. */
export interface Unlinked {
  appended: Appended[];
  /** Of the visitors' browsers: what they have open is to be closed. */
  sessionIds: readonly string[];
  conversationIds: readonly string[];
}
export const NOTHING: Unlinked = { appended: [], sessionIds: [], conversationIds: [] };

/**
 * Takes conversations, and visitors, out of everybody's sight, all or nothing: what is left are events that nothing leads to,
 * and a row that says which. Calls that are under way end first, so that both sides are told.
 *
 *   streams locked ─ conversations locked, or given up ─ calls ended ─ rows deleted ─ the team told ─ left for the purge
 *
 * Whoever appends holds a stream and waits for its conversation's row, whoever starts a call the other way round: so this
 * waits for streams alone, and where somebody has a row, it lets go of everything and comes back (`yielding`).
 */
export async function unlink(trx: Trx, wanted: Wanted, now: number): Promise<Unlinked> {
  const { projectId, inbox, conversationIds, visitorIds, pointers } = wanted;
  await lockConversations(trx, conversationIds);
  const appended: Appended[] = [];
  for (const erase of ERASERS) appended.push(...(await erase(trx, conversationIds, now)));
  // Only now: whoever starts a call needs the conversation.
  const streams = await streamsOf(trx, conversationIds);
  const { rows } = await sql<{ events: number }>`
    select coalesce(sum(last_seq), 0)::bigint as events from stream where id = any(${streams}::bigint[])`.execute(trx);
  const sessionIds = await endSessionsOf(trx, visitorIds);
  await deleteRows(trx, conversationIds, visitorIds, streams);
  const erasureId = randomUUIDv7();
  await trx
    .insertInto('erasure')
    .values({
      id: erasureId,
      project_id: projectId,
      visitor_ids: [...pointers.visitorIds],
      by_rule: wanted.byRule,
      steps: (rows[0]?.events ?? 0) + pointers.to - pointers.from,
      pointers_from: pointers.from,
      pointers_to: pointers.to,
    })
    .execute();
  await sql`insert into erased_stream (stream_id, erasure_id)
    select s, ${erasureId}::uuid from unnest(${streams}::bigint[]) s`.execute(trx);
  if (conversationIds.length > 0) appended.push(...(await tellTeam(trx, inbox, conversationIds)));
  return { appended, sessionIds, conversationIds };
}

/** Also what is open where no word of it comes is closed within a second. */
async function endSessionsOf(trx: Trx, visitorIds: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from visitor_session where visitor_id = any(${visitorIds}::uuid[])`.execute(trx);
  const ids = rows.map(({ id }) => id);
  await noteClosings(
    trx,
    ids.map((id) => ({ id, rights: null })),
  );
  return ids;
}

async function deleteRows(
  trx: Trx,
  conversationIds: readonly string[],
  visitorIds: readonly string[],
  streams: readonly number[],
): Promise<void> {
  // With its calls, their leases and their reports.
  await sql`delete from conversation where id = any(${conversationIds}::uuid[])`.execute(trx);
  // These two outlive what they are about, and name it.
  await sql`delete from visitor_closing where id = any(${visitorIds}::uuid[])`.execute(trx);
  await sql`delete from shown_identity where session_id in (
    select id from visitor_session where visitor_id = any(${visitorIds}::uuid[]))`.execute(trx);
  // With his sessions and their tokens.
  await sql`delete from visitor where id = any(${visitorIds}::uuid[])`.execute(trx);
  // An append that comes now finds no stream: NOT_FOUND.
  await sql`delete from stream where id = any(${streams}::bigint[])`.execute(trx);
}

/** Their apps drop what they show; those that were away find this in the inbox when they come back. */
function tellTeam(trx: Trx, inbox: StreamRef<'inbox'>, conversationIds: readonly string[]): Promise<Appended[]> {
  return appendEvents(
    trx,
    conversationIds.map((conversationId) => ({
      stream: inbox,
      clientId: null,
      actor: { kind: 'system' },
      body: { type: 'erased', conversationId },
      inbox: null,
    })),
  );
}

const TRIES = 20;
const PAUSE_MS = 50;
const YIELDS = new Set(['55P03', '40P01']);

/** Once more when a row was in somebody's hands. @throws that error when it still is after a second or so */
export async function yielding<T>(db: Db, act: (trx: Trx) => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await db.transaction().execute(act);
    } catch (cause) {
      if (tries === TRIES || !YIELDS.has(sqlState(cause) ?? '')) throw cause;
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS * (0.5 + Math.random())));
    }
  }
}
