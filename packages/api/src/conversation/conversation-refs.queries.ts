import type { Db } from '../db/database.ts';
import { findConversation, type ConversationRef } from './conversation.queries.ts';

/** About 5 MB; the busy ones of a node stay. */
const KEPT = 20_000;

/** Longest unused first: a Map keeps the order of insertion. */
const refs = new WeakMap<Db, Map<string, ConversationRef>>();

/**
 * Where a conversation belongs and where its streams are. That never changes, so it is read once per process: at 64
 * busy conversations the look-up cost as much of Postgres as a third of the append. Rights are not remembered. A
 * conversation that is gone (a log that lost its tail) is found out by the append, which finds no stream.
 */
export async function findConversationRef(db: Db, id: string): Promise<ConversationRef | null> {
  const known = refs.get(db) ?? new Map<string, ConversationRef>();
  refs.set(db, known);
  const ref = known.get(id) ?? (await findConversation(db, id));
  if (ref === null) return null;
  known.delete(id);
  const { projectId, visitorId, stream, notes, inbox } = ref;
  known.set(id, { id: ref.id, projectId, visitorId, stream, notes, inbox });
  const [oldest] = known.keys();
  if (known.size > KEPT && oldest !== undefined) known.delete(oldest);
  return ref;
}
