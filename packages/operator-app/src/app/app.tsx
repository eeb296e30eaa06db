import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { useState } from 'react';
import { Toast } from '../components/ui/toast.tsx';
import { Entry } from '../features/account/components/entry.tsx';
import { createQueryClient } from '../lib/query-client.ts';
import { ClientContext, type Session, SessionContext } from '../lib/session.ts';
import { useStore } from '../lib/use-store.ts';
import { router } from './router.tsx';

/** Without a session there is one screen, whatever the address; after signing in the address counts again. */
export function App({ session }: { session: Session }) {
  const [queryClient] = useState(createQueryClient);
  const current = useStore(session);
  return (
    <SessionContext value={session}>
      <QueryClientProvider client={queryClient}>
        {current.state === 'signed-out' ? (
          <Entry serverUrl={location.origin} ended={current.ended} />
        ) : (
          <ClientContext value={current.client}>
            <RouterProvider router={router} />
          </ClientContext>
        )}
        <Toast />
      </QueryClientProvider>
    </SessionContext>
  );
}
