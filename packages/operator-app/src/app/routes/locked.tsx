import type { ProjectView } from '@parley/api/contract/views';
import type { Inbox } from '@parley/client';
import { useCallback } from 'react';
import { LockedProject } from '../../features/account/components/locked-project.tsx';
import { ProofDialog } from '../../features/account/components/proof-dialog.tsx';
import type { CallDesk } from '../../features/call/call-desk.ts';
import { CallBar } from '../../features/call/components/call-bar.tsx';
import { IncomingCalls } from '../../features/call/components/incoming-call.tsx';
import { ConnectionBanner } from '../connection-banner.tsx';
import { useDeskSurroundings } from '../use-desk-surroundings.ts';

interface LockedProps {
  project: ProjectView;
  open: ProjectView | undefined;
  desk: CallDesk;
  /** Of the projects that are open. */
  inboxes: ReadonlyMap<string, Inbox>;
  selectProject: (projectId: string) => void;
}

/** In the workspace's place; calls and messages of the projects that are open come here as well. */
export function Locked({ project, open, desk, inboxes, selectProject }: LockedProps) {
  const openId = open?.id;
  const leave = useCallback(() => {
    if (openId !== undefined) selectProject(openId);
  }, [openId, selectProject]);
  const showCalled = useDeskSurroundings({ desk, inboxes, onLeave: leave });
  return (
    <main className="lone-page">
      <div>
        <ConnectionBanner />
        <CallBar desk={desk} />
      </div>
      <LockedProject key={project.id} project={project} open={open} onOpen={selectProject} />
      <IncomingCalls desk={desk} onAnswered={showCalled} />
      <ProofDialog />
    </main>
  );
}
