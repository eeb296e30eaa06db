import { sql, type RawBuilder } from 'kysely';
import { notFound } from '../access/app-error.ts';
import type { Trx } from '../db/database.ts';

/** `null`: nobody in particular asks, such as a visitor, whom nothing mentions. */
export const mentionsOf = (operatorId: string | null): RawBuilder<number> =>
  operatorId === null
    ? sql<number>`0::bigint`
    : sql<number>`(select count(*) from mention m
        where m.conversation_id = c.id and m.operator_id = ${operatorId} and not m.seen)`;

export const isMentioned = (operatorId: string): RawBuilder<boolean> => sql<boolean>`exists (
  select from mention m where m.conversation_id = c.id and m.operator_id = ${operatorId} and not m.seen)`;

/**
 * Who is mentioned in a note, before it is stored, in one transaction with it.
 * @throws AppError NOT_FOUND where one of them is no member, and nobody is
 */
export async function mention(
  trx: Trx,
  { projectId, conversationId, noteId }: { projectId: string; conversationId: string; noteId: string },
  operatorIds: readonly string[],
): Promise<void> {
  const { rows } = await sql`
    insert into mention (conversation_id, operator_id, note_id, project_id)
    select ${conversationId}::uuid, operator_id, ${noteId}::uuid, project_id from member
    where project_id = ${projectId} and operator_id = any(${operatorIds}::uuid[])
    returning operator_id`.execute(trx);
  if (rows.length < operatorIds.length) throw notFound();
}

/** Up to the note at `seq`. @returns whether there was something to see */
export async function seeMentions(
  trx: Trx,
  { conversationId, notes, seq }: { conversationId: string; notes: { id: number }; seq: number },
  operatorId: string,
): Promise<boolean> {
  const { numAffectedRows = 0n } = await sql`
    update mention m set seen = true from event e
    where m.conversation_id = ${conversationId} and m.operator_id = ${operatorId} and not m.seen
      and e.stream_id = ${notes.id} and e.client_id = m.note_id and e.seq <= ${seq}`.execute(trx);
  return numAffectedRows > 0n;
}
