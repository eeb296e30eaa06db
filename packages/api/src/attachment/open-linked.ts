import { notFound } from '../access/app-error.ts';
import type { Services } from '../access/services.ts';
import { findViewer } from '../access/signed-link.ts';
import { requireConversation } from '../conversation/conversation.policy.ts';
import { inProject } from '../db/scope.ts';
import { maySee } from './attachment.policy.ts';
import { findAttachment, type AttachmentRow } from './attachment.queries.ts';
import type { Linked } from './links.ts';

/**
 * The file that a link of ours leads to, if whoever it was made for may still see it: a session that was revoked, a visitor who was blocked, a member who
 * was removed or a conversation that is gone ends it at once, and not with its minutes.
 * @throws AppError NOT_FOUND, the same whatever it is that is missing
 */
export async function findLinked({ db }: Pick<Services, 'db'>, linked: Linked): Promise<AttachmentRow> {
  const { conversationId, attachmentId, object } = linked;
  const caller = await findViewer(db, linked.viewer);
  if (caller === null) throw notFound();
  const { projectId } = await requireConversation(db, caller, conversationId, 'read');
  const row = await findAttachment(inProject(db, projectId), { conversation_id: conversationId, id: attachmentId });
  if (row === null || !maySee(row, caller)) throw notFound();
  if (object === 'thumb' && row.thumb_size === null) throw notFound();
  return row;
}
