import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { Direction } from 'radix-ui';
import { useEffect } from 'react';
import { Toast } from '../components/ui/toast.tsx';
import { useHost } from '../desktop/host-context.ts';
import { meKey } from '../features/account/api/enter.ts';
import { Entry } from '../features/account/components/entry.tsx';
import { projectsKey } from '../features/project/api/projects.ts';
import { useKeptQueries } from '../lib/kept-queries.ts';
import { done } from '../lib/announcer.ts';
import { proofAsked } from '../lib/proof.ts';
import { useQueryClientOf } from '../lib/query-client.ts';
import { language } from '../locale/language.ts';
import { directionOf } from '../locale/languages.ts';
import { ClientContext, type Session, SessionContext } from '../lib/session.ts';
import { useStore } from '../lib/use-store.ts';
import { router } from './router.tsx';

/** The workspace can't open without these. */
const KEPT = [meKey, projectsKey];

/** What the one who left could have taken back, or was asked to confirm, is nothing to the next. */
function forgetAsked(): void {
  done.set(null);
  proofAsked.set(null);
}

/** Without a session there is one screen, whatever the address; after signing in the address counts again. */
export function App({ session }: { session: Session }) {
  const current = useStore(session);
  const client = current.state === 'signed-in' ? current.client : null;
  const queryClient = useQueryClientOf(client);
  useKeptQueries(queryClient, client, KEPT);
  useEffect(() => forgetAsked, [client]);
  const host = useHost();
  // Who is not there has nothing unread. At a start with a session the icon keeps what it had until the server has told.
  useEffect(() => (client === null ? host.badge(0) : () => host.badge(0)), [client, host]);
  const direction = directionOf(useStore(language));
  return (
    <Direction.Provider dir={direction}>
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
    </Direction.Provider>
  );
}
