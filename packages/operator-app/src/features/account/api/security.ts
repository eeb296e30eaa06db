import type { OperatorClient } from '@parley/client';
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { announce } from '../../../lib/announcer.ts';
import { wordsForError } from '../../../lib/error-words.ts';
import { withProof } from '../../../lib/proof.ts';
import { useClient } from '../../../lib/session.ts';
import { strings } from '../strings.ts';

export const securityQuery = (api: OperatorClient['api']) =>
  queryOptions({ queryKey: ['account', 'security'], queryFn: () => api.account.security.query() });

/** Sessions end by most of it. */
function useRefresh() {
  const queryClient = useQueryClient();
  return () => queryClient.invalidateQueries({ queryKey: ['account'] });
}

/** What is open to this session may have changed. */
export function useLookAtProjects() {
  const queryClient = useQueryClient();
  return () => queryClient.invalidateQueries({ queryKey: ['project'] });
}

export function useChangePassword() {
  const { api } = useClient();
  const refresh = useRefresh();
  return useMutation({
    mutationFn: (input: { password: string; newPassword: string }) => api.account.changePassword.mutate(input),
    onSuccess: async () => {
      announce(strings.passwordChanged);
      await refresh();
    },
  });
}

export function useProve() {
  const { api } = useClient();
  return useMutation({
    mutationFn: (proof: { password: string } | { code: string }) => api.account.prove.mutate(proof),
  });
}

export function useBeginSecondFactor() {
  const { api } = useClient();
  return useMutation({
    mutationFn: () => withProof(() => api.account.beginSecondFactor.mutate()),
    onError: (cause) => announce(wordsForError(cause), 'error'),
  });
}

export function useConfirmSecondFactor() {
  const { api } = useClient();
  const refresh = useRefresh();
  return useMutation({
    mutationFn: (code: string) => withProof(() => api.account.confirmSecondFactor.mutate({ code })),
    onSuccess: refresh,
  });
}

export function useRenewRecoveryCodes() {
  const { api } = useClient();
  const refresh = useRefresh();
  return useMutation({
    mutationFn: () => withProof(() => api.account.renewRecoveryCodes.mutate()),
    onSuccess: refresh,
    onError: (cause) => announce(wordsForError(cause), 'error'),
  });
}

export function useDisableSecondFactor() {
  const { api } = useClient();
  const refresh = useRefresh();
  return useMutation({
    mutationFn: () => withProof(() => api.account.disableSecondFactor.mutate()),
    onSuccess: async () => {
      announce(strings.factorIsOff);
      await refresh();
    },
    onError: (cause) => announce(wordsForError(cause), 'error'),
  });
}
