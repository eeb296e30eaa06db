import type { Db } from '../db/database.ts';
import { findConversation, type ConversationRef } from './conversation.queries.ts';

/** About 5 MB; the busy ones of a node stay. */
const KEPT = 20_000;

/** Longest unused first: a Map keeps the order of insertion. */
const refs = new WeakMap<Db, Map<string, ConversationRef>>();

/**
 * Where a conversation belongs and where its streams are. That never changes, so it is read once per process, and
 * a visitor's message needs no look-up besides its append. Rights are not remembered. A conversation that is gone (a log
 * that lost its tail, an erasure of which no word came) is found out by the append and by who reads: there is no stream.
 */
export async function findConversationRef(db: Db, id: string): Promise<ConversationRef | null> {
  const known = refs.get(db) ?? new Map<string, ConversationRef>();
  refs.set(db, known);
  const ref = known.get(id) ?? factsOf(await findConversation(db, id));
  if (ref === null) return null;
  known.delete(id);
  known.set(id, ref);
  const [oldest] = known.keys();
  if (known.size > KEPT && oldest !== undefined) known.delete(oldest);
  return ref;
}

/** It has been erased: whoever asks for it must not be led to what is left of it. */
export function forgetConversationRef(db: Db, id: string): void {
  refs.get(db)?.delete(id);
}

/** Words may have been missed: what was erased meanwhile is among them. */
export function forgetConversationRefs(db: Db): void {
  refs.delete(db);
}

/** Without its state, which would be stale. */
function factsOf(row: ConversationRef | null): ConversationRef | null {
  if (row === null) return null;
  const { id, projectId, visitorId, stream, notes, inbox } = row;
  return { id, projectId, visitorId, stream, notes, inbox };
}
