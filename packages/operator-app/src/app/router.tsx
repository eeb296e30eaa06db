import type { InboxFilter } from '@parley/client';
import { createRootRoute, createRoute, createRouter, Navigate } from '@tanstack/react-router';
import { QUEUES } from '../lib/queues.ts';
import { inLanguage } from '../locale/in-language.tsx';
import { AccountRoute } from './routes/account.tsx';
import { AuditRoute } from './routes/audit.tsx';
import { ConversationRoute } from './routes/conversation.tsx';
import { FailureRoute } from './routes/failure.tsx';
import { EmptyPane, InboxRoute } from './routes/inbox.tsx';
import { NewProjectRoute } from './routes/new-project.tsx';
import { SettingsRoute } from './routes/settings.tsx';
import { TeamRoute } from './routes/team.tsx';
import { Workspace } from './routes/workspace.tsx';

const root = createRootRoute({
  component: inLanguage(Workspace),
  errorComponent: FailureRoute,
  notFoundComponent: EmptyPane,
});
const home = createRoute({
  getParentRoute: () => root,
  path: '/',
  component: () => <Navigate to="/inbox" replace />,
});
/** The list stays while conversations beside it come and go; `?queue=` says which list. */
const inboxLayout = createRoute({
  getParentRoute: () => root,
  id: 'inbox-layout',
  component: inLanguage(InboxRoute),
  validateSearch: (search): { queue?: InboxFilter } => {
    const queue = QUEUES.find((known) => known === search['queue']);
    return queue ? { queue } : {};
  },
});
const inbox = createRoute({ getParentRoute: () => inboxLayout, path: '/inbox', component: inLanguage(EmptyPane) });
const conversation = createRoute({
  getParentRoute: () => inboxLayout,
  path: '/c/$conversationId',
  component: inLanguage(ConversationRoute),
});
const settings = createRoute({ getParentRoute: () => root, path: '/settings', component: inLanguage(SettingsRoute) });
const team = createRoute({ getParentRoute: () => root, path: '/team', component: inLanguage(TeamRoute) });
const audit = createRoute({ getParentRoute: () => root, path: '/audit', component: inLanguage(AuditRoute) });
const account = createRoute({ getParentRoute: () => root, path: '/account', component: inLanguage(AccountRoute) });
const newProject = createRoute({
  getParentRoute: () => root,
  path: '/projects/new',
  component: inLanguage(NewProjectRoute),
});

const routeTree = root.addChildren([
  home,
  inboxLayout.addChildren([inbox, conversation]),
  settings,
  team,
  audit,
  account,
  newProject,
]);

export const router = createRouter({ routeTree, defaultPreload: false });

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
