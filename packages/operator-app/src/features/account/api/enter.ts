import type { AnonymousClient, OperatorClient } from '@parley/client';
import { queryOptions, useMutation } from '@tanstack/react-query';
import { useSession } from '../../../lib/session.ts';

type Api = AnonymousClient['api'];

/** Has this server no account yet? */
export const firstRunQuery = (api: Api) =>
  queryOptions({ queryKey: ['account', 'first-run'], queryFn: () => api.account.isFirstRun.query() });

export const meKey = ['account', 'me'] as const;

export const meQuery = (api: OperatorClient['api']) =>
  queryOptions({ queryKey: meKey, queryFn: () => api.account.me.query(), staleTime: Infinity });

export function useRegister(api: Api) {
  const session = useSession();
  return useMutation({
    mutationFn: (input: { email: string; password: string; name: string; invitationToken: string | undefined }) =>
      api.account.register.mutate(input),
    onSuccess: ({ operator, sessionToken }) => session.signIn(operator.id, sessionToken),
  });
}

/** With a second factor it opens nothing yet: its answer is for `useFinishSignIn`. */
export function useSignIn(api: Api) {
  const session = useSession();
  return useMutation({
    mutationFn: (input: { email: string; password: string }) => api.account.login.mutate(input),
    onSuccess: (answer) => {
      if (answer.secondFactor !== true) session.signIn(answer.operator.id, answer.sessionToken);
    },
  });
}

export function useFinishSignIn(api: Api) {
  const session = useSession();
  return useMutation({
    mutationFn: (input: { challenge: string; code: string }) => api.account.finishLogin.mutate(input),
    onSuccess: ({ operator, sessionToken }) => session.signIn(operator.id, sessionToken),
  });
}

export function useResetPassword(api: Api) {
  return useMutation({
    mutationFn: (input: { token: string; newPassword: string }) => api.account.resetPassword.mutate(input),
  });
}
