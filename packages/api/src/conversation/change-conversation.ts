import { notFound } from '../access/app-error.ts';
import type { OperatorCaller, Participant } from '../access/caller.ts';
import type { Services } from '../access/services.ts';
import type { ConversationStatus } from '../contract/views.ts';
import { findMember } from '../project/project.queries.ts';
import { conversationItem } from './conversation-item.ts';
import { operatorActor, personOf } from './conversation.policy.ts';
import type { ConversationRef, ConversationRow } from './conversation.queries.ts';
import { readHead } from '../event-log/read-events.ts';

/** Hands the conversation to an operator of its project, or back to the queue. */
export async function assignConversation(
  services: Pick<Services, 'append' | 'db'>,
  caller: OperatorCaller,
  conversation: ConversationRef,
  operatorId: string | null,
): Promise<void> {
  const member = operatorId === null ? null : await findMember(services.db, operatorId, conversation.projectId);
  if (operatorId !== null && member === null) throw notFound();
  const operator = member && { id: member.id, name: member.name };
  await services.append(conversationItem(conversation, operatorActor(caller), { type: 'assigned', operator }));
}

/** Nothing happens when it has that status already. */
export async function setConversationStatus(
  services: Pick<Services, 'append'>,
  caller: OperatorCaller,
  conversation: ConversationRow,
  status: ConversationStatus,
): Promise<void> {
  if (conversation.status === status) return;
  await services.append(conversationItem(conversation, operatorActor(caller), { type: 'status', status }));
}

/** The caller's side has got, or read, everything up to `seq`. What was known before says nothing new. */
export async function markReceipt(
  services: Pick<Services, 'append' | 'db'>,
  caller: Participant,
  conversation: ConversationRow,
  receipt: 'delivered' | 'read',
  seq: number,
): Promise<void> {
  const head = await readHead(services.db, conversation.stream.id);
  const upTo = Math.min(seq, head?.seq ?? 0);
  if (upTo <= conversation.receipts[caller.kind][receipt]) return;
  await services.append(
    conversationItem(conversation, personOf(caller), { type: 'receipt', receipt, side: caller.kind, upTo }),
  );
}
