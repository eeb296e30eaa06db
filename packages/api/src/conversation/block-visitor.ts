import type { OperatorCaller } from '../access/caller.ts';
import type { Services } from '../access/services.ts';
import { record } from '../audit/audit.queries.ts';
import { noteClosings } from '../access/visitor-closing.queries.ts';
import { inProject } from '../db/scope.ts';
import { appendEvents } from '../event-log/append-events.ts';
import { setBlocked } from '../visitor/visitor.queries.ts';
import { conversationItem } from './conversation-item.ts';
import { operatorActor } from './conversation.policy.ts';
import type { ConversationRef } from './conversation.queries.ts';

type BlockServices = Pick<Services, 'announce' | 'db' | 'changeRights'>;

/**
 * What he has open comes back and is refused; the sweep of calls ends one that he is in. The conversation is closed by it, also if it was
 * before: that is how the other operators learn of it. All of it is done or none, and once more is harmless.
 */
export function blockVisitor(
  services: BlockServices,
  caller: OperatorCaller,
  conversation: ConversationRef,
): Promise<void> {
  return change(services, caller, conversation, true);
}

/** He may come again, as who he was; the conversation is open again. */
export function unblockVisitor(
  services: BlockServices,
  caller: OperatorCaller,
  conversation: ConversationRef,
): Promise<void> {
  return change(services, caller, conversation, false);
}

async function change(
  { announce, changeRights, db }: BlockServices,
  caller: OperatorCaller,
  conversation: ConversationRef,
  blocked: boolean,
): Promise<void> {
  const { projectId, visitorId } = conversation;
  const status = blocked ? 'closed' : 'open';
  const verb = blocked ? 'visitor.blocked' : 'visitor.unblocked';
  const changed = await inProject(db, projectId)
    .transaction()
    .execute(async (trx) => {
      const rights = await setBlocked(trx, visitorId, blocked);
      if (rights === null) return null;
      await noteClosings(trx, [{ id: visitorId, rights }]);
      await record(trx, projectId, { verb, actorId: caller.id, objectId: visitorId });
      const sentence = conversationItem(conversation, operatorActor(caller), { type: 'status', status });
      return { rights, appended: await appendEvents(trx, [sentence]) };
    });
  if (changed === null) return;
  changeRights({ ownerId: visitorId, rights: changed.rights });
  announce(changed.appended);
}
