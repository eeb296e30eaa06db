import type { RecordedConversationEvent, RecordedNoteEvent } from '../contract/events.ts';
import type { MessageListView } from '../contract/views.ts';
import type { Db } from '../db/database.ts';
import { cursorOf } from '../event-log/cursor.ts';
import type { StreamRef } from '../event-log/event-bodies.ts';
import { readEventsBefore, type StoredEvent } from '../event-log/read-events.ts';

/** What the wire shows of a stored event. */
export function toConversationEvent({ body, ...recorded }: StoredEvent<'conversation'>): RecordedConversationEvent {
  return { ...body, ...recorded };
}
export function toNoteEvent({ body, ...recorded }: StoredEvent<'notes'>): RecordedNoteEvent {
  return { ...body, ...recorded };
}

/** A page of a conversation's events from the end, or before `beforeSeq`; oldest first. */
export async function listMessages(
  db: Db,
  stream: StreamRef<'conversation'>,
  page: { beforeSeq?: number | undefined; limit: number },
): Promise<MessageListView<RecordedConversationEvent>> {
  return listed((await readEventsBefore(db, stream, page.beforeSeq ?? null, page.limit)).map(toConversationEvent));
}

export async function listNotes(
  db: Db,
  stream: StreamRef<'notes'>,
  page: { beforeSeq?: number | undefined; limit: number },
): Promise<MessageListView<RecordedNoteEvent>> {
  return listed((await readEventsBefore(db, stream, page.beforeSeq ?? null, page.limit)).map(toNoteEvent));
}

/** A stream begins with 1 and has no holes: the first seq tells whether there is more. */
function listed<T extends { seq: number; id: string }>(items: T[]): MessageListView<T> {
  const newest = items.at(-1);
  return { items, hasMore: (items[0]?.seq ?? 1) > 1, cursor: newest === undefined ? null : cursorOf(newest) };
}
