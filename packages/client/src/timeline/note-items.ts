/** Notes as a thread shows them. Operators' alone: visitors do not load this. Pure. */
import type { RecordedNoteEvent } from '@parley/api/contract/events';
import type { ThreadItem } from '../types.ts';
import type { StreamLog } from './stream-log.ts';
import { type ItemCache, nameOf } from './thread-items.ts';

/** Those that stand in the part of the conversation that is loaded. */
export const notesFrom = ({ events }: StreamLog<RecordedNoteEvent>, firstSeq: number): RecordedNoteEvent[] =>
  events.filter((note) => note.afterSeq >= firstSeq);

/** @returns what takes out, in their order, those that stand behind events up to a seq */
export function weaveNotes(
  notes: StreamLog<RecordedNoteEvent>,
  firstSeq: number,
  cache: ItemCache,
): (upTo: number) => ThreadItem[] {
  const waiting = notesFrom(notes, firstSeq);
  return (upTo) => {
    const items: ThreadItem[] = [];
    for (let note = waiting[0]; note && note.afterSeq <= upTo; note = waiting[0]) {
      waiting.shift();
      items.push(cache.keep(note, noteItem(note)));
    }
    return items;
  };
}

function noteItem(note: RecordedNoteEvent): ThreadItem {
  const author =
    note.actor.kind === 'system' ? { id: '', name: null } : { id: note.actor.id, name: nameOf(note.actor) };
  const { noteId, text, at, mentions = [] } = note;
  return { kind: 'note', key: noteId, author, text, at, state: 'sent', error: null, mentions };
}
