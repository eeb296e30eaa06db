import { sql } from 'kysely';
import { AppError } from '../access/app-error.ts';
import type { OperatorCaller } from '../access/caller.ts';
import type { Services } from '../access/services.ts';
import type { ConversationStatus, ConversationView } from '../contract/views.ts';
import { inProject } from '../db/scope.ts';
import { selectConversations } from './conversation.queries.ts';
import { isMentioned } from './mention.queries.ts';

export interface ConversationFilter {
  projectId: string;
  status?: ConversationStatus | undefined;
  assignee?: 'me' | 'none' | undefined;
  mentioned?: true | undefined;
  cursor?: string | null | undefined;
  limit: number;
}

/**
 * A page of conversations, newest activity first. One that nobody has said anything in is left out: opening the
 * widget is not a question.
 */
export async function listConversations(
  { db, presence }: Pick<Services, 'db' | 'presence'>,
  caller: OperatorCaller,
  { projectId, status, assignee, mentioned, cursor, limit }: ConversationFilter,
): Promise<{ items: ConversationView[]; nextCursor: string | null }> {
  const conditions = [sql`c.project_id = ${projectId}`, sql`s.last_seq > 0`];
  if (status !== undefined) conditions.push(sql`c.status = ${status}`);
  if (assignee === 'me') conditions.push(sql`c.assignee_id = ${caller.id}`);
  if (assignee === 'none') conditions.push(sql`c.assignee_id is null`);
  if (mentioned) conditions.push(isMentioned(caller.id));
  if (cursor != null) {
    const { at, id } = parsePlace(cursor);
    conditions.push(sql`(c.activity_at, c.id) < (${at}::timestamptz, ${id}::uuid)`);
  }
  const found = await selectConversations(
    inProject(db, projectId),
    sql.join(conditions, sql` and `),
    limit + 1,
    caller.id,
  );
  const items = found.slice(0, limit).map(({ forOperators }) => forOperators((id) => presence.isVisitorOnline(id)));
  const last = found.length > limit ? found[limit - 1]?.row : undefined;
  return { items, nextCursor: last === undefined ? null : `${last.activity_at.getTime()}_${last.id}` };
}

const PLACE = /^(\d{1,14})_([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

/** Times in the log are whole milliseconds, so that a `Date` holds them exactly and no page skips a row. */
function parsePlace(cursor: string): { at: Date; id: string } {
  const [, ms, id] = PLACE.exec(cursor) ?? [];
  if (ms === undefined || id === undefined) throw new AppError('INVALID_INPUT', 'cursor: not one of ours');
  return { at: new Date(Number(ms)), id };
}
