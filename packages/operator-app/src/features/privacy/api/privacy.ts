import type { RetentionRules } from '@parley/api/contract/privacy-views';
import type { OperatorClient } from '@parley/client';
import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { announce } from '../../../lib/announcer.ts';
import { wordsForError } from '../../../lib/error-words.ts';
import { withProof } from '../../../lib/proof.ts';
import { useClient } from '../../../lib/session.ts';
import { strings } from '../strings.ts';

type Api = OperatorClient['api'];

const PROGRESS_MS = 2_000;
/** No entry has this id. */
const FROM_NEWEST = 0;

export const retentionQuery = (api: Api, projectId: string) =>
  queryOptions({
    queryKey: ['privacy', projectId, 'retention'],
    queryFn: () => api.privacy.retention.query({ projectId }),
  });

/** Asked again while something is under way. */
export const erasuresQuery = (api: Api, projectId: string) =>
  queryOptions({
    queryKey: ['privacy', projectId, 'erasures'],
    queryFn: () => api.privacy.erasures.query({ projectId }),
    refetchInterval: ({ state }) => ((state.data?.length ?? 0) > 0 ? PROGRESS_MS : false),
  });

export const auditQuery = (api: Api, projectId: string) =>
  infiniteQueryOptions({
    queryKey: ['privacy', projectId, 'audit'],
    queryFn: ({ pageParam }) =>
      api.audit.list.query({ projectId, cursor: pageParam === FROM_NEWEST ? null : pageParam }),
    initialPageParam: FROM_NEWEST,
    getNextPageParam: ({ nextCursor }) => nextCursor,
  });

export function usePreview(projectId: string) {
  const { api } = useClient();
  return useMutation({
    mutationFn: (rules: RetentionRules) => api.privacy.previewRetention.query({ projectId, ...rules }),
  });
}

export function useSetRetention(projectId: string) {
  const { api } = useClient();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (rules: RetentionRules) => withProof(() => api.privacy.setRetention.mutate({ projectId, ...rules })),
    onSuccess: async () => {
      announce(strings.saved);
      await queryClient.invalidateQueries({ queryKey: ['privacy', projectId] });
    },
  });
}

export function useErase(projectId: string, onErased: () => void) {
  const { api } = useClient();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: ({ id }: { id: string; name: string }) =>
      withProof(() => api.privacy.eraseVisitor.mutate({ projectId, visitorId: id })),
    onSuccess: async (_, { name }) => {
      announce(strings.erased(name));
      onErased();
      // Whatever was kept of his conversations on this screen goes as well.
      queryClient.removeQueries({ queryKey: ['conversation'] });
      await queryClient.invalidateQueries({ queryKey: ['privacy', projectId] });
    },
    onError: (cause: unknown) => announce(wordsForError(cause), 'error'),
  });
}
