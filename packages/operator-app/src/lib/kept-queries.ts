import type { OperatorClient } from '@parley/client';
import type { QueryClient, QueryKey } from '@tanstack/react-query';
import { useEffect } from 'react';

/** Answers without which nothing can be shown; the device keeps them, with the rest, for when there is no network. */
export function useKeptQueries(
  queryClient: QueryClient,
  client: OperatorClient | null,
  keys: readonly QueryKey[],
): void {
  useEffect(() => {
    if (client === null) return;
    const { shelf } = client;
    for (const key of keys) void showKept(queryClient, shelf, key);
    return queryClient.getQueryCache().subscribe(({ type, query }) => {
      const { data } = query.state;
      const key = keys.find((each) => nameOf(each) === nameOf(query.queryKey));
      if (type === 'updated' && key && data !== undefined) shelf.put(nameOf(key), () => data);
    });
  }, [queryClient, client, keys]);
}

/** Older than any answer, so that the server is asked all the same. */
const KEPT_AT = 1;

/** Of a query's `dataUpdatedAt`: the server has not answered yet, and what is shown is this device's copy. */
export const isKept = (updatedAt: number): boolean => updatedAt === KEPT_AT;

const nameOf = (key: QueryKey): string => `query:${JSON.stringify(key)}`;

/** Unless the server was sooner. */
async function showKept(queryClient: QueryClient, shelf: OperatorClient['shelf'], key: QueryKey): Promise<void> {
  const kept = await shelf.take(nameOf(key));
  if (kept !== null && queryClient.getQueryData(key) === undefined)
    queryClient.setQueryData(key, kept, { updatedAt: KEPT_AT });
}
