import { Outlet, useParams } from '@tanstack/react-router';
import { StateScreen } from '../../components/ui/state-screen.tsx';
import { InboxList } from '../../features/inbox/components/inbox-list.tsx';
import { useMediaQuery } from '../../lib/media.ts';
import { strings } from '../strings.ts';
import { useQueue } from '../use-queue.ts';
import { useWorkspace } from '../workspace-context.ts';

/** Below this there is room for one pane; shell.css has the same number. */
const ONE_PANE = '(max-width: 799px)';

export function InboxRoute() {
  const { inbox, project, reopenInboxes } = useWorkspace();
  const { conversationId = null } = useParams({ strict: false });
  const narrow = useMediaQuery(ONE_PANE);
  // A role, not another element: the list keeps its place and its filter when a conversation covers it.
  const alone = narrow && conversationId === null;
  return (
    <>
      <div className="list-pane" {...(alone && { id: 'main', role: 'main', tabIndex: -1 })}>
        <InboxList
          key={project.id}
          inbox={inbox}
          queue={useQueue()}
          selectedId={conversationId}
          onReload={reopenInboxes}
        />
      </div>
      {!alone && <Outlet />}
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
