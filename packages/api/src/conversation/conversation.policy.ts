import { AppError, notFound } from '../access/app-error.ts';
import type { OperatorCaller, Participant, Party } from '../access/caller.ts';
import type { Actor } from '../contract/events.ts';
import type { Role } from '../contract/views.ts';
import type { Db } from '../db/database.ts';
import { isLetIn, requireMember } from '../project/project.policy.ts';
import { findConversationRef } from './conversation-refs.queries.ts';
import { findConversation, type ConversationRef, type ConversationRow } from './conversation.queries.ts';

/**
 * Where the conversation is, for one of the two sides that take part in it. `read` is for viewers too.
 * @throws AppError NOT_FOUND for a missing and a foreign one alike (AU1), FORBIDDEN for a viewer who writes
 */
export async function requireConversation(
  db: Db,
  caller: Party,
  conversationId: string,
  need: 'read' | 'write',
): Promise<ConversationRef> {
  return (await requirePlace(db, caller, conversationId, need)).conversation;
}

/**
 * The same, with what the caller is there: `null` for its visitor.
 * @throws AppError as `requireConversation`
 */
export async function requirePlace(
  db: Db,
  caller: Party,
  conversationId: string,
  need: 'read' | 'write',
): Promise<{ conversation: ConversationRef; role: Role | null }> {
  return admit(db, caller, await findConversationRef(db, conversationId), need);
}

/** The same, with its state of this moment. */
export async function requireConversationState(
  db: Db,
  caller: Participant,
  conversationId: string,
  need: 'read' | 'write',
): Promise<ConversationRow> {
  return (await admit(db, caller, await findConversation(db, conversationId), need)).conversation;
}

/** Which of these an operator could open now; about the others it says nothing, not even whether they are there (AU1). */
export async function readableBy(db: Db, caller: OperatorCaller, ids: readonly string[]): Promise<string[]> {
  const rows = await Promise.all(ids.map((id) => findConversation(db, id)));
  const found = rows.filter((row) => row !== null);
  const projects = [...new Set(found.map(({ projectId }) => projectId))];
  const isOpen = await Promise.all(projects.map((projectId) => isLetIn(db, caller, projectId)));
  const open = new Set(projects.filter((_, index) => isOpen[index]));
  return found.flatMap(({ id, projectId }) => (open.has(projectId) ? [id] : []));
}

async function admit<C extends ConversationRef>(
  db: Db,
  caller: Party,
  conversation: C | null,
  need: 'read' | 'write',
): Promise<{ conversation: C; role: Role | null }> {
  if (conversation === null) throw notFound();
  if (caller.kind === 'visitor') {
    const isOwn = conversation.visitorId === caller.id && conversation.projectId === caller.projectId;
    if (!isOwn) throw notFound();
    return { conversation, role: null };
  }
  const { role } = await requireMember(db, caller, conversation.projectId);
  if (need === 'write' && role === 'viewer') throw new AppError('FORBIDDEN', 'viewers only read');
  return { conversation, role };
}

/** The caller, as events and presence name him: nothing but what the other side may know. */
export function personOf(caller: Participant): Exclude<Actor, { kind: 'system' }> {
  return caller.kind === 'visitor' ? { kind: 'visitor', id: caller.id } : operatorActor(caller);
}

export function operatorActor({ id, name }: OperatorCaller): Extract<Actor, { kind: 'operator' }> {
  return { kind: 'operator', id, name };
}
