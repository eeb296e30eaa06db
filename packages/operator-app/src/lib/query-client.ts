import { type OperatorClient, parleyErrorOf } from '@parley/client';
import { QueryClient } from '@tanstack/react-query';
import { useState } from 'react';

/** Three more tries for what the server says may succeed later; a refusal is shown at once. */
const MAX_RETRIES = 3;

/** One for each client: what one operator was shown is not there for the next. `null`: nobody is signed in. */
export function useQueryClientOf(client: OperatorClient | null): QueryClient {
  const [held, setHeld] = useState(() => ({ client, queryClient: createQueryClient() }));
  if (held.client === client) return held.queryClient;
  const fresh = { client, queryClient: createQueryClient() };
  setHeld(fresh);
  return fresh.queryClient;
}

function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        // Live data comes from the client's stores; these reads are names, settings and lists that change rarely.
        staleTime: 30_000,
        // The socket's own connection state is what counts; `navigator.onLine` is only a hint.
        networkMode: 'always',
        retry: (failures, cause) => failures < MAX_RETRIES && parleyErrorOf(cause).retry,
      },
      mutations: { networkMode: 'always' },
    },
  });
}
