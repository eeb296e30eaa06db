import { sql, type Selectable } from 'kysely';
import { notFound } from '../access/app-error.ts';
import type { Participant, Party } from '../access/caller.ts';
import type { AttachmentKind, AttachmentView } from '../contract/views.ts';
import type { Db, Trx } from '../db/database.ts';
import type { AttachmentTables } from './attachment.table.ts';
import { requireRoom } from './room.queries.ts';

export type AttachmentRow = Selectable<AttachmentTables['attachment']>;
type Key = Pick<AttachmentRow, 'conversation_id' | 'id'>;

const one = (db: Db | Trx, { conversation_id, id }: Key) =>
  db.selectFrom('attachment').where('conversation_id', '=', conversation_id).where('id', '=', id);
const change = (db: Db | Trx, { conversation_id, id }: Key) =>
  db.updateTable('attachment').where('conversation_id', '=', conversation_id).where('id', '=', id);

export async function findAttachment(db: Db | Trx, key: Key): Promise<AttachmentRow | null> {
  return (await one(db, key).selectAll().executeTakeFirst()) ?? null;
}

export async function findAttachments(
  db: Db,
  conversationId: string,
  ids: readonly string[],
): Promise<AttachmentRow[]> {
  return db
    .selectFrom('attachment')
    .selectAll()
    .where('conversation_id', '=', conversationId)
    .where('id', 'in', ids)
    .execute();
}

export const isSender = (row: AttachmentRow, caller: Party): boolean =>
  row.sender_kind === caller.kind && row.sender_id === caller.id;

/** Of a file that is ready. */
export function toView(row: AttachmentRow): AttachmentView {
  const { id, name, kind, type, size, width, height, thumb_size } = row;
  if (kind === null || type === null) throw new Error('this file is not ready');
  return { id, name, kind, type, size, width, height, thumb: thumb_size !== null };
}

export async function insertAttachment(
  trx: Trx,
  row: Pick<
    AttachmentRow,
    'conversation_id' | 'id' | 'project_id' | 'sender_kind' | 'sender_id' | 'name' | 'declared_type' | 'size'
  >,
): Promise<void> {
  await trx.insertInto('attachment').values(row).execute();
}

/** The part after `offset` has arrived. @returns false when another was there first, or the file is no longer open */
export async function addPart(
  db: Db,
  key: Key,
  { name, offset, length }: { name: string; offset: number; length: number },
): Promise<boolean> {
  const { numUpdatedRows } = await change(db, key)
    .where('state', '=', 'uploading')
    .where('received', '=', offset)
    .set({ received: offset + length, parts: sql`parts || ${name}::text`, touched_at: sql`now()` })
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

export interface Kept {
  kind: AttachmentKind;
  type: string;
  name: string;
  size: number;
  width: number | null;
  height: number | null;
  thumb_size: number | null;
}

/** Is it still the upload that was looked at? Another one may have taken its place, and its id. */
const unchanged = (db: Db | Trx, row: AttachmentRow) =>
  change(db, row)
    .where('state', '=', 'uploading')
    .where('parts', '=', sql<string[]>`${row.parts}::text[]`);

/**
 * What is kept may be larger than what was announced: a picture is made anew, and has a thumb.
 * @returns false when it is no longer open: somebody else has finished it, or it is being swept
 * @throws AppError QUOTA_EXCEEDED, and nothing is changed
 */
export async function markReady(db: Db, row: AttachmentRow, kept: Kept, quotaBytes: number): Promise<boolean> {
  return db.transaction().execute(async (trx) => {
    const { numUpdatedRows } = await unchanged(trx, row)
      .set({ ...kept, state: 'ready', parts: [], touched_at: sql`now()` })
      .executeTakeFirst();
    const grows = kept.size + (kept.thumb_size ?? 0) > row.size;
    const place = { conversationId: row.conversation_id, projectId: row.project_id };
    if (numUpdatedRows === 1n && grows) await requireRoom(trx, place, quotaBytes);
    return numUpdatedRows === 1n;
  });
}

/** All its parts are to be sent again. @returns false when something has been done with it since */
export async function startAnew(db: Db, row: AttachmentRow): Promise<boolean> {
  const { numUpdatedRows } = await unchanged(db, row)
    .set({ received: 0, parts: [], touched_at: sql`now()` })
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/**
 * Gives these files to one message, for good; the same message again gets them again (EL6). In the order asked for.
 * A sweeper leaves what was touched lately alone, so they are there when the message's append commits.
 * @throws AppError NOT_FOUND when one of them is not there, not the caller's, not ready or another message's: none is given
 */
export async function claimAttachments(
  db: Db,
  caller: Participant,
  { conversationId, messageId, ids }: { conversationId: string; messageId: string; ids: readonly string[] },
): Promise<AttachmentView[]> {
  const rows = await db.transaction().execute(async (trx) => {
    const claimed = await trx
      .updateTable('attachment')
      .set({ message_id: messageId, touched_at: sql`now()` })
      .where('conversation_id', '=', conversationId)
      .where('id', 'in', ids)
      .where('sender_kind', '=', caller.kind)
      .where('sender_id', '=', caller.id)
      .where('state', '=', 'ready')
      .where((where) => where.or([where('message_id', 'is', null), where('message_id', '=', messageId)]))
      .returningAll()
      .execute();
    if (claimed.length < ids.length) throw notFound();
    return claimed;
  });
  const views = new Map(rows.map((row) => [row.id, toView(row)]));
  return ids.flatMap((id) => views.get(id) ?? []);
}

/**
 * In the transaction that deletes a message: nobody gets at its files any more, and the sweeper takes them away. They are no message's
 * from here on: a node of before this settles what a message has, and would keep their objects.
 */
export async function letFilesGo(trx: Trx, conversationId: string, messageId: string): Promise<void> {
  await trx
    .updateTable('attachment')
    .set({ state: 'leaving', settled: false, message_id: null, touched_at: sql`now()` })
    .where('conversation_id', '=', conversationId)
    .where('message_id', '=', messageId)
    .execute();
}

/** From here on nobody gets at it; its objects go next, and then `dropAttachment`. @returns false when it was sent */
export async function markLeaving(db: Db, key: Key): Promise<boolean> {
  const { numUpdatedRows } = await change(db, key)
    .where('message_id', 'is', null)
    .set({ state: 'leaving', touched_at: sql`now()` })
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

export async function dropAttachment(db: Db, { conversation_id, id }: Key): Promise<void> {
  await db
    .deleteFrom('attachment')
    .where('conversation_id', '=', conversation_id)
    .where('id', '=', id)
    .where('state', '=', 'leaving')
    .execute();
}

/** Its objects could not be deleted: others first. */
export async function putOff(db: Db, key: Key): Promise<void> {
  await change(db, key)
    .where('state', '=', 'leaving')
    .set({ touched_at: sql`now()` })
    .execute();
}
