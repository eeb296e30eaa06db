import { AppError, notFound } from '../access/app-error.ts';
import type { Participant } from '../access/caller.ts';
import type { Services } from '../access/services.ts';
import { LIMITS } from '../contract/wire.ts';
import type { AttachmentProgress } from '../contract/views.ts';
import type { ConversationRef } from '../conversation/conversation.queries.ts';
import type { Db } from '../db/database.ts';
import { isUniqueViolation } from '../db/database-errors.ts';
import { inProject } from '../db/scope.ts';
import { findAttachment, insertAttachment, isSender, toView, type AttachmentRow } from './attachment.queries.ts';
import { safeName } from './file-name.ts';
import { requireHarmlessName } from './harmful.ts';
import { requireRoom } from './room.queries.ts';

interface Announced {
  attachmentId: string;
  name: string;
  size: number;
  type: string;
}
type BeginServices = Pick<Services, 'db' | 'files' | 'limits'>;

/**
 * Makes room for a file. The same id again, after a cut or a reload, tells how much of it has arrived (EL6).
 * @throws AppError TOO_LARGE, QUOTA_EXCEEDED, FILE_REFUSED, RATE_LIMITED, NOT_FOUND, UNAVAILABLE while one of before is being deleted
 */
export async function beginAttachment(
  services: BeginServices,
  caller: Participant,
  network: string | null,
  conversation: ConversationRef,
  announced: Announced,
): Promise<AttachmentProgress> {
  const key = { conversation_id: conversation.id, id: announced.attachmentId };
  const db = inProject(services.db, conversation.projectId);
  const known = await findAttachment(db, key);
  if (known !== null) return progressOf(known, caller);
  const most = caller.kind === 'visitor' ? LIMITS.visitorFileBytes : LIMITS.operatorFileBytes;
  if (announced.size > most) throw new AppError('TOO_LARGE', `a file has at most ${most} bytes`);
  const name = safeName(announced.name);
  requireHarmlessName(name);
  count(services, caller, network);
  try {
    await reserve(db, services.files.quotaBytes, conversation, {
      ...key,
      ...senderOf(caller),
      name,
      size: announced.size,
      declared_type: announced.type,
    });
    return { state: 'uploading', received: 0 };
  } catch (cause) {
    if (!isUniqueViolation(cause, 'attachment_pkey')) throw cause;
    const other = await findAttachment(db, key);
    if (other === null) throw notFound();
    return progressOf(other, caller);
  }
}

const senderOf = ({ kind, id }: Participant) => ({ sender_kind: kind, sender_id: id });

function count({ limits }: BeginServices, caller: Participant, network: string | null): void {
  limits.take(caller.kind === 'visitor' ? 'filesByVisitor' : 'filesByOperator', caller.id);
  if (caller.kind === 'visitor') limits.take('filesByNetwork', network);
}

function progressOf(row: AttachmentRow, caller: Participant): AttachmentProgress {
  if (!isSender(row, caller)) throw notFound();
  // Who begins anew under the same id waits until nothing is left of what was there.
  if (row.state === 'leaving') throw new AppError('UNAVAILABLE', 'what was here is being deleted');
  return row.state === 'ready'
    ? { state: 'ready', attachment: toView(row) }
    : { state: 'uploading', received: row.received };
}

async function reserve(
  db: Db,
  quotaBytes: number,
  { id: conversationId, projectId }: ConversationRef,
  row: Omit<Parameters<typeof insertAttachment>[1], 'project_id'>,
): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await insertAttachment(trx, { ...row, project_id: projectId });
    await requireRoom(trx, { conversationId, projectId }, quotaBytes);
  });
}
