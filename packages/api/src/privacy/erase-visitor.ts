import { notFound } from '../access/app-error.ts';
import type { OperatorCaller } from '../access/caller.ts';
import type { Services } from '../access/services.ts';
import { record } from '../audit/audit.queries.ts';
import { conversationsOfVisitors } from '../conversation/erase-conversations.queries.ts';
import { inProject } from '../db/scope.ts';
import type { StreamRef } from '../event-log/event-bodies.ts';
import { wasErased } from './erasure.queries.ts';
import { pointersNaming } from './named-pointers.queries.ts';
import { NOTHING, unlink, yielding } from './unlink.ts';

export type EraseServices = Pick<Services, 'db' | 'announce' | 'erased'>;

/**
 * All that is known of a visitor goes: out of sight at once, with his sockets and his call; row by row soon after. Once more is
 * harmless. What stays is his id in the audit log.
 * @throws AppError NOT_FOUND for one who never was in this project
 */
export async function eraseVisitor(
  services: EraseServices,
  caller: OperatorCaller,
  { projectId, visitorId, inbox }: { projectId: string; visitorId: string; inbox: StreamRef<'inbox'> },
  now = Date.now(),
): Promise<void> {
  const db = inProject(services.db, projectId);
  const visitor = await db
    .selectFrom('visitor')
    .select('id')
    .where('id', '=', visitorId)
    .where('project_id', '=', projectId)
    .executeTakeFirst();
  if (visitor === undefined) {
    if (await wasErased(db, projectId, visitorId)) return;
    throw notFound();
  }
  const pointers = await pointersNaming(db, inbox.id, [visitorId]);
  const gone = await yielding(db, async (trx) => {
    // Whoever opens a conversation waits here, and finds nobody.
    const row = await trx.selectFrom('visitor').select('id').where('id', '=', visitorId).forUpdate().executeTakeFirst();
    if (row === undefined) return NOTHING;
    const conversationIds = await conversationsOfVisitors(trx, [visitorId]);
    const wanted = { projectId, inbox, conversationIds, visitorIds: [visitorId], pointers, byRule: false };
    const unlinked = await unlink(trx, wanted, now);
    await record(trx, projectId, { verb: 'visitor.erased', actorId: caller.id, objectId: visitorId });
    return unlinked;
  });
  services.announce(gone.appended);
  services.erased(gone);
}
