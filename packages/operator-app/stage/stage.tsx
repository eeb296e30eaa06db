/**
 * Every state of a call on one page, in the app's own components over prepared snapshots: `#scene=active-audio`,
 * `&dir=rtl`. For eyes, screenshots and axe; `vite dev` serves it, no build holds it.
 */
import '../src/app/styles/tokens.css';
import '../src/app/styles/base.css';
import '../src/app/styles/shell.css';
import '../src/features/conversation/components/thread-item.css';
import { createOperatorClient } from '@parley/client';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import {
  createMemoryHistory,
  createRootRoute,
  createRoute,
  createRouter,
  RouterProvider,
} from '@tanstack/react-router';
import { useSyncExternalStore } from 'react';
import { createRoot } from 'react-dom/client';
import { Toast } from '../src/components/ui/toast.tsx';
import { followLanguage, language } from '../src/locale/language.ts';
import { directionOf } from '../src/locale/languages.ts';
import { HostContext } from '../src/desktop/host-context.ts';
import { openHost } from '../src/desktop/open-host.ts';
import { ClientContext } from '../src/lib/session.ts';
import { COLLEAGUES } from './people.ts';
import { Scene, SCENES } from './scene.tsx';
import { DETAILS } from './thread-scene.tsx';

Reflect.set(globalThis, 'sceneNames', SCENES);

// The browser's: a picture of another language is taken in a browser of that language.
await followLanguage(document.documentElement);

const queryClient = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity } } });
queryClient.setQueryData(COLLEAGUES.key, COLLEAGUES.members);
for (const id of DETAILS.ids) queryClient.setQueryData(['call', id, 'details'], DETAILS.view);

/** Another scene needs no other page. */
function SceneOfAddress() {
  const wanted = new URLSearchParams(useSyncExternalStore(onHashChange, () => location.hash.slice(1)));
  const name = wanted.get('scene') ?? '';
  document.documentElement.dir = wanted.get('dir') ?? directionOf(language.getSnapshot());
  return <Scene key={name} name={name} />;
}

function onHashChange(listener: () => void): () => void {
  window.addEventListener('hashchange', listener);
  return () => window.removeEventListener('hashchange', listener);
}

// Links need a router, and components a client; nothing is behind either.
const root = createRootRoute({ component: SceneOfAddress });
const conversation = createRoute({ getParentRoute: () => root, path: '/c/$conversationId' });
const router = createRouter({
  routeTree: root.addChildren([conversation]),
  history: createMemoryHistory({ initialEntries: ['/'] }),
});
const client = createOperatorClient({ serverUrl: 'http://127.0.0.1:9', sessionToken: 'nobody' });

const place = document.getElementById('root');
if (place === null) throw new Error('index.html has no #root');
createRoot(place).render(
  <QueryClientProvider client={queryClient}>
    <HostContext value={openHost({ worker: false })}>
      <ClientContext value={client}>
        <RouterProvider router={router} />
        <Toast />
      </ClientContext>
    </HostContext>
  </QueryClientProvider>,
);
