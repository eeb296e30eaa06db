import { notFound } from '../access/app-error.ts';
import type { Participant, Party } from '../access/caller.ts';
import { requireConversation } from '../conversation/conversation.policy.ts';
import type { Db } from '../db/database.ts';
import { inProject } from '../db/scope.ts';
import { findAttachment, isSender, type AttachmentRow } from './attachment.queries.ts';

interface Which {
  conversationId: string;
  attachmentId: string;
}

/**
 * A file of the caller's own, to bring it in or to take it back.
 * @throws AppError NOT_FOUND for somebody else's and a missing one alike, FORBIDDEN for a viewer
 */
export async function requireOwnAttachment(db: Db, caller: Participant, which: Which): Promise<AttachmentRow> {
  const { projectId } = await requireConversation(db, caller, which.conversationId, 'write');
  const key = { conversation_id: which.conversationId, id: which.attachmentId };
  const row = await findAttachment(inProject(db, projectId), key);
  if (row === null || !isSender(row, caller) || row.state === 'leaving') throw notFound();
  return row;
}

/** What has been sent is for both sides; before that it is its sender's alone. */
export const maySee = (row: AttachmentRow, caller: Party): boolean =>
  row.state === 'ready' && (row.message_id !== null || isSender(row, caller));
