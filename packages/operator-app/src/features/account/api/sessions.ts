import type { OperatorClient } from '@parley/client';
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { announce } from '../../../lib/announcer.ts';
import { wordsForError } from '../../../lib/error-words.ts';
import { useClient, useSession } from '../../../lib/session.ts';
import { strings } from '../strings.ts';

export const sessionsQuery = (api: OperatorClient['api']) =>
  queryOptions({ queryKey: ['account', 'sessions'], queryFn: () => api.account.sessions.query() });

export function useRevokeSession() {
  const { api } = useClient();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (sessionId: string) => api.account.revokeSession.mutate({ sessionId }),
    onSuccess: async () => {
      announce(strings.loggedOut);
      await queryClient.invalidateQueries({ queryKey: ['account', 'sessions'] });
    },
    onError: (cause) => announce(wordsForError(cause), 'error'),
  });
}

export function useRevokeOthers() {
  const { api } = useClient();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: () => api.account.revokeOtherSessions.mutate(),
    onSuccess: async () => {
      announce(strings.loggedOutOthers);
      await queryClient.invalidateQueries({ queryKey: ['account', 'sessions'] });
    },
    onError: (cause) => announce(wordsForError(cause), 'error'),
  });
}

/** A person who signs out on a bad network waits no longer than this. */
const SIGN_OUT_MS = 4_000;

/** Ends this session on the server, then forgets it here: also when the server can't be told. */
export function useSignOut() {
  const { api } = useClient();
  const session = useSession();
  return useMutation({
    mutationFn: () => api.account.logout.mutate(undefined, { signal: AbortSignal.timeout(SIGN_OUT_MS) }),
    onError: () => announce(strings.signedOutHere, 'error'),
    onSettled: () => session.signOut(),
  });
}
