import { createHash } from 'node:crypto';
import { notFound } from '../access/app-error.ts';
import type { OperatorCaller, Participant } from '../access/caller.ts';
import type { Services } from '../access/services.ts';
import type { ConversationStatus } from '../contract/views.ts';
import { findMember } from '../project/project.queries.ts';
import { conversationItem } from './conversation-item.ts';
import { operatorActor, personOf } from './conversation.policy.ts';
import type { ConversationRef, ConversationRow } from './conversation.queries.ts';
import { lastSaid } from './conversation.queries.ts';

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

/**
 * The caller's side has got, or read, everything up to `seq`. What was known before says nothing new, and neither do
 * receipts: a receipt of one would be something new to read, and so on for ever.
 */
export async function markReceipt(
  services: Pick<Services, 'append' | 'db'>,
  caller: Participant,
  conversation: ConversationRow,
  receipt: 'delivered' | 'read',
  seq: number,
): Promise<void> {
  const known = conversation.receipts[caller.kind][receipt];
  const upTo = await lastSaid(services.db, { streamId: conversation.stream.id, after: known, upTo: seq });
  if (upTo === null) return;
  const body = { type: 'receipt', receipt, side: caller.kind, upTo } as const;
  // Many who say the same at once find it unsaid, and all of them say it: one is stored (EL6).
  const id = receiptId(`${caller.kind} ${receipt} ${upTo}`);
  await services.append(conversationItem(conversation, personOf(caller), body, id));
}

/** A UUID that only these words have; of version 8, so that it is no client's, whose ids are of version 7. */
function receiptId(words: string): string {
  const hex = createHash('sha256').update(words).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
