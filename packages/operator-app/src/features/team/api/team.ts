import type { Role } from '@parley/api/contract/views';
import type { OperatorClient } from '@parley/client';
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { announce } from '../../../lib/announcer.ts';
import { wordsForError } from '../../../lib/error-words.ts';
import { withProof } from '../../../lib/proof.ts';
import { useClient } from '../../../lib/session.ts';
import { strings } from '../strings.ts';

type Api = OperatorClient['api'];

export const teamQuery = (api: Api, projectId: string) =>
  queryOptions({ queryKey: ['team', projectId, 'members'], queryFn: () => api.member.list.query({ projectId }) });

export const invitationsQuery = (api: Api, projectId: string) =>
  queryOptions({
    queryKey: ['team', projectId, 'invitations'],
    queryFn: () => api.member.invitations.query({ projectId }),
  });

/** Also of the projects: one's own role may be what has changed. */
function useRefresh() {
  const queryClient = useQueryClient();
  return async () => {
    await Promise.all([
      queryClient.invalidateQueries({ queryKey: ['team'] }),
      queryClient.invalidateQueries({ queryKey: ['project'] }),
    ]);
  };
}

const sayWhy = (cause: unknown): void => announce(wordsForError(cause), 'error');

interface Member {
  id: string;
  name: string;
}

export function useChangeRole(projectId: string) {
  const { api } = useClient();
  const refresh = useRefresh();
  return useMutation({
    mutationFn: ({ id, role }: Member & { role: Role }) =>
      withProof(() => api.member.changeRole.mutate({ projectId, operatorId: id, role })),
    onSuccess: (_, { name, role }) => announce(strings.roleChanged[role](name)),
    onError: sayWhy,
    onSettled: refresh,
  });
}

export function useRemoveMember(projectId: string, myId: string) {
  const { api } = useClient();
  const refresh = useRefresh();
  return useMutation({
    mutationFn: ({ id }: Member) => withProof(() => api.member.remove.mutate({ projectId, operatorId: id })),
    onSuccess: (_, { id, name }) => announce(id === myId ? strings.left : strings.removed(name)),
    onError: sayWhy,
    onSettled: refresh,
  });
}

export function useResetLink(projectId: string) {
  const { api } = useClient();
  return useMutation({
    mutationFn: ({ id }: Member) => withProof(() => api.account.makeResetLink.mutate({ projectId, operatorId: id })),
    onError: sayWhy,
  });
}

export function useInvite(projectId: string) {
  const { api } = useClient();
  const refresh = useRefresh();
  return useMutation({
    mutationFn: (input: { email: string; role: Role }) =>
      withProof(() => api.member.invite.mutate({ projectId, ...input })),
    onSuccess: refresh,
  });
}

export function useRevokeInvitation(projectId: string) {
  const { api } = useClient();
  const refresh = useRefresh();
  return useMutation({
    mutationFn: (invitationId: string) => api.member.revokeInvitation.mutate({ projectId, invitationId }),
    onSuccess: () => announce(strings.revoked),
    onError: sayWhy,
    onSettled: refresh,
  });
}

export function useDemandFactor(projectId: string) {
  const { api } = useClient();
  const refresh = useRefresh();
  return useMutation({
    mutationFn: (needed: boolean) => withProof(() => api.project.demandSecondFactor.mutate({ projectId, needed })),
    onSuccess: (_, needed) => announce(needed ? strings.demanded : strings.demandDropped),
    onError: sayWhy,
    onSettled: refresh,
  });
}

export function useAccept() {
  const { api } = useClient();
  const refresh = useRefresh();
  return useMutation({ mutationFn: (token: string) => api.member.accept.mutate({ token }), onSuccess: refresh });
}
