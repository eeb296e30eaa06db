import type { CannedReplyView } from '@parley/api/contract/talk-views';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { announce, announceDone } from '../../../lib/announcer.ts';
import { cannedQuery } from '../../../lib/canned-replies.ts';
import { wordsForError } from '../../../lib/error-words.ts';
import { useClient } from '../../../lib/session.ts';
import { strings } from '../strings.ts';

export type Words = Pick<CannedReplyView, 'shortcut' | 'text'>;

function useRefresh(projectId: string) {
  const queryClient = useQueryClient();
  const { queryKey } = cannedQuery(useClient().api, projectId);
  return () => queryClient.invalidateQueries({ queryKey });
}

const sayWhy = (cause: unknown): void => announce(wordsForError(cause), 'error');

/** With an id that one is changed; without, another is made. */
export function useKeepCanned(projectId: string) {
  const { api } = useClient();
  return useMutation({
    mutationFn: ({ id, shortcut, text }: Words & { id: string | null }) =>
      id === null
        ? api.canned.make.mutate({ projectId, shortcut, text })
        : api.canned.change.mutate({ projectId, cannedId: id, shortcut, text }),
    onSuccess: (_, { id }) => announce(id === null ? strings.added : strings.changed),
    onSettled: useRefresh(projectId),
  });
}

/** Done at once, and taken back by making the same once more. */
export function useRemoveCanned(projectId: string) {
  const { api } = useClient();
  const refresh = useRefresh(projectId);
  const restore = async ({ shortcut, text }: Words) => {
    await api.canned.make.mutate({ projectId, shortcut, text });
    announce(strings.back);
    await refresh();
  };
  return useMutation({
    mutationFn: ({ id }: CannedReplyView) => api.canned.remove.mutate({ projectId, cannedId: id }),
    onSuccess: (_, removed) => announceDone(strings.removed, () => void restore(removed).catch(sayWhy)),
    onError: sayWhy,
    onSettled: refresh,
  });
}
