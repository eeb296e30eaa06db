import { Outlet, useParams } from '@tanstack/react-router';
import { StateScreen } from '../../components/ui/state-screen.tsx';
import { InboxList } from '../../features/inbox/components/inbox-list.tsx';
import { strings } from '../strings.ts';
import { useQueue } from '../use-queue.ts';
import { useWorkspace } from '../workspace-context.ts';

export function InboxRoute() {
  const { inbox, project, reopenInboxes } = useWorkspace();
  const { conversationId = null } = useParams({ strict: false });
  return (
    <>
      <div className="list-pane">
        <InboxList
          key={project.id}
          inbox={inbox}
          queue={useQueue()}
          selectedId={conversationId}
          onReload={reopenInboxes}
        />
      </div>
      <Outlet />
    </>
  );
}

export function EmptyPane() {
  return (
    <main id="main" className="main-pane" tabIndex={-1}>
      <StateScreen icon="inbox" title={strings.choose}>
        <p>{strings.chooseText}</p>
      </StateScreen>
    </main>
  );
}
