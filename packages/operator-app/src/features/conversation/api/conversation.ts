import type { ConversationStatus, ConversationView } from '@parley/api/contract/views';
import type { OperatorClient } from '@parley/client';
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { announce } from '../../../lib/announcer.ts';
import { wordsForError } from '../../../lib/error-words.ts';
import { useClient } from '../../../lib/session.ts';
import { strings } from '../strings.ts';

type Api = OperatorClient['api'];

export const conversationQuery = (api: Api, conversationId: string) =>
  queryOptions({
    queryKey: ['conversation', conversationId],
    queryFn: async (): Promise<ConversationView> => {
      const view = await api.conversation.get.query({ conversationId });
      // One procedure serves both sides; a visitor's view would mean that this session is not an operator's.
      if (!('visitor' in view)) throw new TypeError('conversation.get gave an operator the view of a visitor');
      return view;
    },
  });

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

export function useAssign(conversationId: string) {
  const { api } = useClient();
  return useMutation({
    mutationFn: (operatorId: string | null) => api.conversation.assign.mutate({ conversationId, operatorId }),
    onError,
  });
}

export function useSetStatus(conversationId: string) {
  const { api } = useClient();
  return useMutation({
    mutationFn: (status: ConversationStatus) => api.conversation.setStatus.mutate({ conversationId, status }),
    onError,
  });
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
