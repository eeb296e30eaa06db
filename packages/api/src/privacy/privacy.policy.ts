import { AppError, notFound } from '../access/app-error.ts';
import type { OperatorCaller } from '../access/caller.ts';
import { findConversationRef } from '../conversation/conversation-refs.queries.ts';
import type { ConversationRef } from '../conversation/conversation.queries.ts';
import type { Db } from '../db/database.ts';
import { requireAdmin } from '../project/project.policy.ts';
import { hasBegunExport } from './export.queries.ts';

/**
 * A conversation of a visitor whom the caller has begun to export: the beginning is in the audit log, the pages are not.
 * @throws AppError NOT_FOUND, FORBIDDEN
 */
export async function requireExport(
  db: Db,
  caller: OperatorCaller,
  { projectId, conversationId }: { projectId: string; conversationId: string },
): Promise<ConversationRef> {
  await requireAdmin(db, caller, projectId);
  const conversation = await findConversationRef(db, conversationId);
  if (conversation === null || conversation.projectId !== projectId) throw notFound();
  const { visitorId } = conversation;
  if (!(await hasBegunExport(db, { operatorId: caller.id, projectId, visitorId })))
    throw new AppError('FORBIDDEN', 'begin the export first');
  return conversation;
}
