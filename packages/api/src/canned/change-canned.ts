import { randomUUIDv7 } from 'node:crypto';
import { sql } from 'kysely';
import { AppError, notFound } from '../access/app-error.ts';
import { record } from '../audit/audit.queries.ts';
import type { CannedReplyView } from '../contract/talk-views.ts';
import { LIMITS } from '../contract/wire.ts';
import { isUniqueViolation } from '../db/database-errors.ts';
import type { Db, Trx } from '../db/database.ts';
import { inProject } from '../db/scope.ts';
import { countCanned } from './canned.queries.ts';

interface Words {
  projectId: string;
  shortcut: string;
  text: string;
}

const VIEW = ['id', 'shortcut', 'text', 'updated_at as updatedAt'] as const;

/** @throws AppError SHORTCUT_TAKEN, TOO_MANY */
export function makeCanned(db: Db, actorId: string, { projectId, shortcut, text }: Words): Promise<CannedReplyView> {
  return changing(db, projectId, async (trx) => {
    // The project's row is the lock: two at once are one after the other, and the second counts the first.
    await trx.selectFrom('project').select('id').where('id', '=', projectId).forNoKeyUpdate().execute();
    if ((await countCanned(trx, projectId)) >= LIMITS.cannedReplies) throw new AppError('TOO_MANY', 'too many of them');
    const made = { id: randomUUIDv7(), project_id: projectId, shortcut, text };
    await record(trx, projectId, { verb: 'canned-reply.made', actorId, objectId: made.id });
    return trx.insertInto('canned_reply').values(made).returning(VIEW).executeTakeFirstOrThrow();
  });
}

/** @throws AppError NOT_FOUND, SHORTCUT_TAKEN */
export function changeCanned(
  db: Db,
  actorId: string,
  { projectId, cannedId, shortcut, text }: Words & { cannedId: string },
): Promise<CannedReplyView> {
  return changing(db, projectId, async (trx) => {
    const changed = await trx
      .updateTable('canned_reply')
      .set({ shortcut, text, updated_at: sql`now()` })
      .where('id', '=', cannedId)
      .where('project_id', '=', projectId)
      .returning(VIEW)
      .executeTakeFirst();
    if (changed === undefined) throw notFound();
    await record(trx, projectId, { verb: 'canned-reply.changed', actorId, objectId: cannedId });
    return changed;
  });
}

/** @throws AppError NOT_FOUND */
export function removeCanned(
  db: Db,
  actorId: string,
  { projectId, cannedId }: { projectId: string; cannedId: string },
): Promise<void> {
  return changing(db, projectId, async (trx) => {
    const { numDeletedRows } = await trx
      .deleteFrom('canned_reply')
      .where('id', '=', cannedId)
      .where('project_id', '=', projectId)
      .executeTakeFirst();
    if (numDeletedRows === 0n) throw notFound();
    await record(trx, projectId, { verb: 'canned-reply.removed', actorId, objectId: cannedId });
  });
}

async function changing<T>(db: Db, projectId: string, act: (trx: Trx) => Promise<T>): Promise<T> {
  try {
    return await inProject(db, projectId).transaction().execute(act);
  } catch (cause) {
    if (isUniqueViolation(cause, 'canned_reply_shortcut'))
      throw new AppError('SHORTCUT_TAKEN', 'another one has this shortcut', { cause });
    throw cause;
  }
}
