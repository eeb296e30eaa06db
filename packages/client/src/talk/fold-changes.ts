/** What the changes of each message add up to: those of the log, and on top of them ours that are on their way. Pure. */
import type { Actor } from '@parley/api/contract/events';
import type { Self, ThreadSources } from '../timeline/thread-items.ts';
import type { MessageChange, MessageChanges, Reaction } from './talk-types.ts';

export interface Folded extends MessageChanges {
  /** What it is about to say; `null` where the log says it. */
  pendingText: string | null;
}

type Person = Reaction['by'][number];

interface Folding {
  editedAt: Date | null;
  deleted: boolean;
  reactions: Map<string, Map<string, Person>>;
  pending: boolean;
  pendingText: string | null;
}

export function foldChanges({
  log,
  unsent,
  self,
}: Pick<ThreadSources, 'log' | 'unsent' | 'self'>): Map<string, Folded> {
  const all = new Map<string, Folding>();
  const stored = new Set<string>();
  for (const event of log.events) {
    if (!('changeId' in event)) continue;
    stored.add(event.changeId);
    const one = foldingOf(all, event.messageId);
    if (event.type === 'message.edited') one.editedAt = event.at;
    else if (event.type === 'message.deleted') one.deleted = true;
    else react(one, event.emoji, event.on, personOf(event.actor));
  }
  for (const { id, change, phase, writtenAt } of unsent) {
    // The log has it, whether or not its answer is here; or what it has says the same.
    if (!change || stored.has(id) || (phase.name === 'sent' && phase.seq <= log.lastSeq)) continue;
    const one = foldingOf(all, change.messageId);
    one.pending = true;
    foldOwn(one, change, new Date(writtenAt), self);
  }
  return new Map([...all].map(([messageId, one]) => [messageId, foldedOf(one, self)]));
}

function foldOwn(one: Folding, change: MessageChange, at: Date, { side, operatorId }: Self): void {
  if (change.type === 'delete') one.deleted = true;
  else if (change.type === 'react')
    react(one, change.emoji, change.on, { kind: side, id: operatorId ?? '', name: null });
  else {
    one.editedAt = at;
    one.pendingText = change.text;
  }
}

function foldingOf(all: Map<string, Folding>, messageId: string): Folding {
  const fresh = { editedAt: null, deleted: false, reactions: new Map(), pending: false, pendingText: null };
  const one = all.get(messageId) ?? fresh;
  all.set(messageId, one);
  return one;
}

/** A conversation has one visitor. */
const keyOf = ({ kind, id }: Person): string => (kind === 'visitor' ? kind : id);

function react({ reactions }: Folding, emoji: string, on: boolean, who: Person | null): void {
  if (who === null) return;
  const by = reactions.get(emoji) ?? new Map<string, Person>();
  reactions.set(emoji, by);
  if (!on) by.delete(keyOf(who));
  else if (!by.has(keyOf(who))) by.set(keyOf(who), who);
}

function foldedOf({ reactions, ...one }: Folding, { side, operatorId }: Self): Folded {
  const isMine = ({ kind, id }: Person) => kind === side && (kind === 'visitor' || id === operatorId);
  const shown = [...reactions].flatMap(([emoji, people]): Reaction[] => {
    const by = [...people.values()];
    return by.length === 0 ? [] : [{ emoji, by, mine: by.some(isMine) }];
  });
  return { ...one, reactions: one.deleted ? [] : shown };
}

function personOf(actor: Actor): Person | null {
  if (actor.kind === 'system') return null;
  return { kind: actor.kind, id: actor.id, name: actor.kind === 'operator' ? actor.name : null };
}
