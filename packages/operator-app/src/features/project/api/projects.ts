import type { OperatorClient } from '@parley/client';
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { announce } from '../../../lib/announcer.ts';
import { useClient } from '../../../lib/session.ts';
import { strings } from '../strings.ts';

type Api = OperatorClient['api'];

export const projectsKey = ['project', 'list'] as const;

export const projectsQuery = (api: Api) =>
  queryOptions({ queryKey: projectsKey, queryFn: () => api.project.list.query() });

export function useCreateProject() {
  const { api } = useClient();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (input: { name: string }) => api.project.create.mutate(input),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['project', 'list'] }),
  });
}

export function useUpdateProject() {
  const { api } = useClient();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (input: {
      projectId: string;
      name: string;
      allowedOrigins: string[];
      relayOnly: boolean;
      connectsEarly: boolean;
      editMinutes?: number | null | undefined;
      previewsTyping?: boolean | undefined;
    }) => api.project.update.mutate(input),
    onSuccess: async () => {
      announce(strings.saved);
      await queryClient.invalidateQueries({ queryKey: ['project', 'list'] });
    },
  });
}
