import { AppError, notFound } from '../access/app-error.ts';
import type { OperatorCaller, Participant } from '../access/caller.ts';
import type { Actor } from '../contract/events.ts';
import type { Db } from '../db/database.ts';
import { findForOperator, findForVisitor, type ConversationRow } from './conversation.queries.ts';

/**
 * The conversation, for one of the two sides that take part in it. `read` is for viewers too.
 * @throws AppError NOT_FOUND for a missing and a foreign one alike (AU1), FORBIDDEN for a viewer who writes
 */
export async function requireConversation(
  db: Db,
  caller: Participant,
  conversationId: string,
  need: 'read' | 'write',
): Promise<ConversationRow> {
  if (caller.kind === 'visitor') {
    const conversation = await findForVisitor(db, conversationId, caller.id);
    if (conversation === null) throw notFound();
    return conversation;
  }
  const found = await findForOperator(db, conversationId, caller.id);
  if (found === null) throw notFound();
  const { role, ...conversation } = found;
  if (need === 'write' && role === 'viewer') throw new AppError('FORBIDDEN', 'viewers only read');
  return conversation;
}

/** The caller, as events and presence name him: nothing but what the other side may know. */
export function personOf(caller: Participant): Exclude<Actor, { kind: 'system' }> {
  return caller.kind === 'visitor' ? { kind: 'visitor', id: caller.id } : operatorActor(caller);
}

export function operatorActor({ id, name }: OperatorCaller): Extract<Actor, { kind: 'operator' }> {
  return { kind: 'operator', id, name };
}
