import { exportCalls } from '../call/call-export.queries.ts';
import type { RecordedConversationEvent, RecordedNoteEvent } from '../contract/events.ts';
import type { ExportedCall } from '../contract/privacy-views.ts';
import type { ConversationRef } from '../conversation/conversation.queries.ts';
import type { Db } from '../db/database.ts';
import { inProject } from '../db/scope.ts';
import { readEvents } from '../event-log/read-events.ts';

/** Of an export: 200 of the longest messages are some 3 MB. */
const EVENTS = 200;
const CALLS = 50;

/** The next page of a conversation, or of the notes beside it; a short one is the last. */
export async function exportedEvents(
  db: Db,
  { stream, notes }: ConversationRef,
  part: 'events' | 'notes',
  afterSeq: number,
): Promise<(RecordedConversationEvent | RecordedNoteEvent)[]> {
  const events = await readEvents(db, part === 'events' ? stream : notes, afterSeq, EVENTS);
  return events.map(({ body, ...recorded }) => ({ ...body, ...recorded }));
}

export function exportedCalls(
  db: Db,
  { id: conversationId, projectId, visitorId }: ConversationRef,
  afterId: string | null,
): Promise<ExportedCall[]> {
  return exportCalls(inProject(db, projectId), { conversationId, visitorId, afterId }, CALLS);
}
