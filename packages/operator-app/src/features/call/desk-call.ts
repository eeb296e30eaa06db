import type { ConversationView } from '@parley/api/contract/views';
import type { Call } from '@parley/client';

/** Whom a call is with. */
export interface CallSubject {
  conversationId: string;
  /** Where colleagues are found to transfer to; `null` when an older page wrote the call down. */
  projectId: string | null;
  visitor: { id: string; name: string };
  /** Title of the page that the visitor is on. */
  page: string | null;
}

export interface DeskCall extends CallSubject {
  call: Call;
}

export const isLive = (held: DeskCall | null): boolean => held !== null && held.call.getSnapshot().phase !== 'ended';

export const subjectOf = ({ id, projectId, visitor }: ConversationView): CallSubject => ({
  conversationId: id,
  projectId,
  visitor: { id: visitor.id, name: visitor.name },
  page: visitor.page?.title ?? null,
});
