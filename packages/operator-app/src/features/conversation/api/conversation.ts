import type { ConversationStatus, ConversationView } from '@parley/api/contract/views';
import type { OperatorClient } from '@parley/client';
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { announce, announceDone } from '../../../lib/announcer.ts';
import { wordsForError } from '../../../lib/error-words.ts';
import { useClient } from '../../../lib/session.ts';
import { strings } from '../strings.ts';

type Api = OperatorClient['api'];

export const conversationQuery = (api: Api, conversationId: string) =>
  queryOptions({
    queryKey: ['conversation', conversationId],
    queryFn: () => readConversation(api, conversationId),
  });

async function readConversation(api: Api, conversationId: string): Promise<ConversationView> {
  const view = await api.conversation.get.query({ conversationId });
  // One procedure serves both sides; a visitor's view would mean that this session is not an operator's.
  if (!('visitor' in view)) throw new TypeError('conversation.get gave an operator the view of a visitor');
  return view;
}

/** The same visitor's other conversations, newest first. */
export const earlierConversationsQuery = (api: Api, conversationId: string) =>
  queryOptions({
    queryKey: ['conversation', conversationId, 'earlier'],
    queryFn: () => api.conversation.listForVisitor.query({ conversationId }),
  });

export const membersQuery = (api: Api, projectId: string) =>
  queryOptions({
    queryKey: ['project', projectId, 'members'],
    queryFn: () => api.project.members.query({ projectId }),
  });

/** What changed comes back as an event of the thread; only a failure needs words. */
const onError = (cause: unknown) => announce(wordsForError(cause), 'error');

type Assignee = { id: string; name: string } | null;

/** Assigns to an operator, or to nobody; `before`: who has it, and gets it again if that is taken back. */
export function useAssign(conversationId: string, before: Assignee): (operatorId: string | null) => void {
  const { api } = useClient();
  const assign = (operatorId: string | null) => api.conversation.assign.mutate({ conversationId, operatorId });
  return (operatorId) =>
    void change(api, conversationId, {
      act: () => assign(operatorId),
      isStill: ({ assignee }) => (assignee?.id ?? null) === operatorId,
      undo: () => assign(before?.id ?? null),
      done: operatorId === null ? strings.unassignedDone : strings.assignedDone,
    });
}

export function useSetStatus(conversationId: string, before: ConversationStatus): (status: ConversationStatus) => void {
  const { api } = useClient();
  const set = (status: ConversationStatus) => api.conversation.setStatus.mutate({ conversationId, status });
  return (status) =>
    void change(api, conversationId, {
      act: () => set(status),
      isStill: (now) => now.status === status,
      undo: () => set(before),
      done: strings.statusDone[status],
    });
}

interface Change {
  act: () => Promise<unknown>;
  /** Is it as `act` has left it? */
  isStill: (now: ConversationView) => boolean;
  undo: () => Promise<unknown>;
  done: string;
}

/** Done at once, and offered to be taken back: nobody is asked before. What others have done since is not taken back with it. */
async function change(api: Api, conversationId: string, { act, isStill, undo, done }: Change): Promise<void> {
  try {
    await act();
  } catch (cause) {
    return onError(cause);
  }
  const takeBack = async () => {
    if (isStill(await readConversation(api, conversationId))) await undo();
    else announce(strings.changedSince);
  };
  announceDone(done, () => void takeBack().catch(onError));
}

export function useBlockVisitor(conversationId: string) {
  const { api } = useClient();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (block: boolean) =>
      block
        ? api.conversation.blockVisitor.mutate({ conversationId })
        : api.conversation.unblockVisitor.mutate({ conversationId }),
    onSuccess: (_, block) => announce(block ? strings.blockDone : strings.unblockDone),
    onError,
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['conversation'] }),
  });
}
