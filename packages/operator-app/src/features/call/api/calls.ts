import type { CallDetailsView } from '@parley/api/contract/call-views';
import type { OperatorClient } from '@parley/client';
import { queryOptions } from '@tanstack/react-query';

type Api = OperatorClient['api'];

/** A key of its own: who is online is asked anew each time somebody wants to hand a call over. */
export const colleaguesQuery = (api: Api, projectId: string) =>
  queryOptions({
    queryKey: ['project', projectId, 'colleagues'],
    queryFn: () => api.project.members.query({ projectId }),
    staleTime: 0,
  });

export const callDetailsQuery = (api: Api, callId: string) =>
  queryOptions({
    queryKey: ['call', callId, 'details'],
    queryFn: (): Promise<CallDetailsView> => api.call.details.query({ callId }),
    // A device may report after the end.
    staleTime: 0,
  });
