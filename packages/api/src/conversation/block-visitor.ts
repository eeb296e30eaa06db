import type { OperatorCaller } from '../access/caller.ts';
import type { Services } from '../access/services.ts';
import { record } from '../audit/audit.queries.ts';
import { noteClosings } from '../access/visitor-closing.queries.ts';
import type { Db } from '../db/database.ts';
import { inProject } from '../db/scope.ts';
import { setBlocked } from '../visitor/visitor.queries.ts';
import type { ConversationStatus } from '../contract/views.ts';
import { conversationItem } from './conversation-item.ts';
import { operatorActor } from './conversation.policy.ts';
import type { ConversationRef } from './conversation.queries.ts';

type BlockServices = Pick<Services, 'append' | 'db' | 'changeRights'>;

/**
 * What he has open comes back and is refused; the sweep of calls ends one that he is in. The conversation is closed by it, also if it was
 * before: that is how the other operators learn of it. Once more is harmless.
 */
export async function blockVisitor(
  services: BlockServices,
  caller: OperatorCaller,
  conversation: ConversationRef,
): Promise<void> {
  const { visitorId } = conversation;
  const rights = await change(services.db, caller, conversation, true);
  if (rights === null) return;
  services.changeRights({ operatorId: visitorId, rights });
  await tell(services, caller, conversation, 'closed');
}

/** He may come again, as who he was; the conversation is open again. */
export async function unblockVisitor(
  services: BlockServices,
  caller: OperatorCaller,
  conversation: ConversationRef,
): Promise<void> {
  if ((await change(services.db, caller, conversation, false)) !== null)
    await tell(services, caller, conversation, 'open');
}

async function tell(
  services: BlockServices,
  caller: OperatorCaller,
  conversation: ConversationRef,
  status: ConversationStatus,
): Promise<void> {
  await services.append(conversationItem(conversation, operatorActor(caller), { type: 'status', status }));
}

function change(
  db: Db,
  { id: actorId }: OperatorCaller,
  { projectId, visitorId }: ConversationRef,
  blocked: boolean,
): Promise<number | null> {
  return inProject(db, projectId)
    .transaction()
    .execute(async (trx) => {
      const rights = await setBlocked(trx, visitorId, blocked);
      if (rights === null) return null;
      await noteClosings(trx, [{ id: visitorId, rights }]);
      await record(trx, projectId, {
        verb: blocked ? 'visitor.blocked' : 'visitor.unblocked',
        actorId,
        objectId: visitorId,
      });
      return rights;
    });
}
