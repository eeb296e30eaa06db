import type { OperatorClient } from '@parley/client';
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { announce } from '../../../lib/announcer.ts';
import { wordsForError } from '../../../lib/error-words.ts';
import { withProof } from '../../../lib/proof.ts';
import { useClient } from '../../../lib/session.ts';
import { identityStrings } from '../identity-strings.ts';

type Api = OperatorClient['api'];

export const identityKeysQuery = (api: Api, projectId: string) =>
  queryOptions({
    queryKey: ['project', projectId, 'identity-keys'],
    queryFn: () => api.identityKey.list.query({ projectId }),
  });

function useRefresh(projectId: string) {
  const queryClient = useQueryClient();
  return () => queryClient.invalidateQueries({ queryKey: ['project', projectId, 'identity-keys'] });
}

export function useMakeIdentityKey(projectId: string) {
  const { api } = useClient();
  return useMutation({
    mutationFn: (input: { name: string; publicKey?: string }) =>
      withProof(() => api.identityKey.make.mutate({ projectId, ...input })),
    onSuccess: useRefresh(projectId),
  });
}

export function useRevokeIdentityKey(projectId: string) {
  const { api } = useClient();
  return useMutation({
    mutationFn: (keyId: string) => withProof(() => api.identityKey.revoke.mutate({ projectId, keyId })),
    onSuccess: () => announce(identityStrings.revoked),
    onError: (cause) => announce(wordsForError(cause), 'error'),
    onSettled: useRefresh(projectId),
  });
}
