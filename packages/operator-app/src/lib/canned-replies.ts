import type { OperatorClient } from '@parley/client';
import { queryOptions } from '@tanstack/react-query';

/** A project's, in order of their shortcuts. The composer and the settings show them. */
export const cannedQuery = (api: OperatorClient['api'], projectId: string) =>
  queryOptions({ queryKey: ['project', projectId, 'canned'], queryFn: () => api.canned.list.query({ projectId }) });
