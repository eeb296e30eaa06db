import type { InboxErasedEvent, InboxPointerEvent } from '../contract/events.ts';
import type { Services } from '../access/services.ts';
import { selectByIds } from '../conversation/conversation.queries.ts';
import { inProject } from '../db/scope.ts';
import type { StoredEvent } from '../event-log/read-events.ts';
import type { Outgoing } from '../event-log/subscriber.ts';

/**
 * Pointers with the conversations they point to, as these are now: level, not edge, so that a reader who comes
 * late sees the present state and not a film of how it came about. One look per page.
 */
export async function presentPointers(
  { db, presence }: Pick<Services, 'db' | 'presence'>,
  { projectId, viewerId }: { projectId: string; viewerId: string },
  events: StoredEvent<'inbox'>[],
): Promise<Outgoing<InboxPointerEvent | InboxErasedEvent>[]> {
  const ids = [...new Set(events.map(({ body }) => body.conversationId))];
  const found = await selectByIds(inProject(db, projectId), ids, viewerId);
  const views = new Map(
    found.map(({ row, forOperators }) => [row.id, forOperators((id) => presence.isVisitorOnline(id))]),
  );
  return events.flatMap(({ seq, id, at, body }): Outgoing<InboxPointerEvent | InboxErasedEvent>[] => {
    if (body.type === 'erased') return [{ seq, id, event: { ...body, seq, id, at } }];
    const conversation = views.get(body.conversationId);
    return conversation === undefined ? [] : [{ seq, id, event: { ...body, seq, id, at, conversation } }];
  });
}
