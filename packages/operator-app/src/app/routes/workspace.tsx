import type { OperatorView, ProjectView } from '@parley/api/contract/views';
import type { Inbox, OperatorClient } from '@parley/client';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { Button } from '../../components/ui/button.tsx';
import { StateScreen } from '../../components/ui/state-screen.tsx';
import { useHost } from '../../desktop/host-context.ts';
import { meQuery } from '../../features/account/api/enter.ts';
import { CallDesk } from '../../features/call/call-desk.ts';
import { declinedInThisWindow } from '../../features/call/declined-calls.ts';
import { keepRunningCall, resumeRunningCall } from '../../features/call/running-call.ts';
import { projectsQuery } from '../../features/project/api/projects.ts';
import { CreateProjectForm } from '../../features/project/components/create-project-form.tsx';
import { Join } from '../../features/team/components/join.tsx';
import { readStored, writeStored } from '../../lib/device-storage.ts';
import { wordsForError } from '../../lib/error-words.ts';
import { useClient } from '../../lib/session.ts';
import { forgetLink, tokenOf } from '../../lib/link-token.ts';
import { useResource } from '../../lib/use-resource.ts';
import { ConnectionBanner } from '../connection-banner.tsx';
import { Shell } from '../shell.tsx';
import { strings } from '../strings.ts';
import { WorkspaceContext } from '../workspace-context.ts';
import { Locked } from './locked.tsx';

const PROJECT_KEY = 'parley.project';

/** The connection was lost: what one may do may have changed meanwhile, or be the reason. */
function useFreshProjects() {
  const { connection } = useClient();
  const queryClient = useQueryClient();
  useEffect(() => {
    let wasLost = false;
    return connection.subscribe(() => {
      const { state } = connection.getSnapshot();
      if (state === 'online' && wasLost) void queryClient.invalidateQueries({ queryKey: ['project'] });
      wasLost = state === 'reconnecting' || (wasLost && state !== 'online');
    });
  }, [connection, queryClient]);
}

/** Loads what every page needs, then shows the shell. */
export function Workspace() {
  const { api } = useClient();
  useFreshProjects();
  const projects = useQuery(projectsQuery(api));
  const me = useQuery(meQuery(api));
  const navigate = useNavigate();
  const [invitation, setInvitation] = useState(() => tokenOf('join'));
  const failed = [projects, me].find((query) => query.isError && query.data === undefined);
  if (failed) {
    return (
      <main className="lone-page">
        <ConnectionBanner />
        <StateScreen icon="alert" title={strings.failed} alert>
          <p>{wordsForError(failed.error)}</p>
          <Button tone="primary" busy={failed.isFetching} onClick={() => void failed.refetch()}>
            {strings.retry}
          </Button>
        </StateScreen>
      </main>
    );
  }
  if (!projects.data || !me.data) return <Opening />;
  if (invitation !== null) {
    const leave = () => {
      forgetLink();
      setInvitation(null);
      void navigate({ to: '/inbox', search: {}, replace: true });
    };
    const open = (projectId: string) => {
      writeStored(PROJECT_KEY, projectId);
      leave();
    };
    return (
      <main className="lone-page">
        <ConnectionBanner />
        <Join token={invitation} email={me.data.email} onJoined={open} onLeave={leave} />
      </main>
    );
  }
  if (projects.data.length === 0) return <FirstProject />;
  return <OpenWorkspace projects={projects.data} me={me.data} />;
}

function Opening() {
  return (
    <main className="lone-page">
      <ConnectionBanner />
      <p role="status" className="opening">
        {strings.loading}
      </p>
    </main>
  );
}

/** Nobody writes where there is no project, and the last one may have been left. */
function FirstProject() {
  const host = useHost();
  useEffect(() => host.badge(0), [host]);
  return (
    <main className="lone-page">
      <ConnectionBanner />
      <div className="entry-card lone-card">
        <CreateProjectForm first onCreated={(projectId) => writeStored(PROJECT_KEY, projectId)} />
      </div>
    </main>
  );
}

function OpenWorkspace({ projects, me }: { projects: readonly ProjectView[]; me: OperatorView }) {
  const open = projects.filter(({ locked }) => locked !== true);
  // The one that is on the screen stays chosen: when it is locked meanwhile, that is said, and no other takes its place.
  const [projectId, setProjectId] = useState(() => readStored(PROJECT_KEY) ?? open[0]?.id);
  const project = projects.find(({ id }) => id === projectId) ?? open[0] ?? projects[0];
  const desks = useDesk(open, me.id);
  const selectProject = useCallback((id: string) => {
    setProjectId(id);
    writeStored(PROJECT_KEY, id);
  }, []);
  const inbox = project && desks?.inboxes.get(project.id);
  const state = useMemo(() => {
    if (!project || !inbox || !desks) return null;
    return { ...desks, me, projects, project, inbox, selectProject };
  }, [desks, me, projects, project, inbox, selectProject]);
  if (project?.locked && desks) {
    return <Locked {...{ project, selectProject }} open={open[0]} desk={desks.desk} inboxes={desks.inboxes} />;
  }
  if (state === null) return <Opening />;
  return (
    <WorkspaceContext value={state}>
      <Shell />
    </WorkspaceContext>
  );
}

/** One inbox per project and the desk that rings for all of them; opened anew when the set of projects changes. */
function useDesk(projects: readonly ProjectView[], meId: string) {
  const client = useClient();
  const [round, setRound] = useState(0);
  const ids = projects.map(({ id }) => id).join();
  const open = useCallback(
    () => openDesk(client, meId, ids === '' ? [] : ids.split(','), round),
    [client, meId, ids, round],
  );
  const opened = useResource(open);
  return useMemo(() => opened && { ...opened, reopenInboxes: () => setRound((count) => count + 1) }, [opened]);
}

/** `round` counts the openings: another one opens everything afresh. */
function openDesk(client: OperatorClient, meId: string, projectIds: readonly string[], round: number) {
  const desk = new CallDesk(client, meId, declinedInThisWindow());
  const inboxes = new Map<string, Inbox>(projectIds.map((id) => [id, client.inbox(id)]));
  resumeRunningCall(desk);
  for (const inbox of inboxes.values()) desk.watch(inbox);
  const stopKeeping = keepRunningCall(desk);
  const close = () => {
    stopKeeping();
    desk.close();
    for (const inbox of inboxes.values()) inbox.close();
  };
  return { desk, inboxes, round, close };
}
