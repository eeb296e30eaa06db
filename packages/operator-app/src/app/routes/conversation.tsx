import { isAdmin } from '@parley/api/contract/roles';
import { useNavigate, useParams } from '@tanstack/react-router';
import { CallButton } from '../../features/call/components/call-button.tsx';
import { CallLine } from '../../features/call/components/call-line.tsx';
import { ConversationPane } from '../../features/conversation/components/conversation-pane.tsx';
import { VisitorData } from '../../features/privacy/components/visitor-data.tsx';
import { useStore } from '../../lib/use-store.ts';
import { strings } from '../strings.ts';
import { useQueue } from '../use-queue.ts';
import { useWorkspace } from '../workspace-context.ts';

export function ConversationRoute() {
  const { conversationId } = useParams({ from: '/inbox-layout/c/$conversationId' });
  const { inbox, desk, me, project, projects } = useWorkspace();
  const { items } = useStore(inbox);
  const queue = useQueue();
  const navigate = useNavigate();
  const leave = () => void navigate({ to: '/inbox', search: { queue } });
  return (
    <main id="main" className="main-pane" aria-label={strings.main} tabIndex={-1}>
      <ConversationPane
        key={conversationId}
        conversationId={conversationId}
        known={items.find(({ id }) => id === conversationId) ?? null}
        me={me}
        rulesOf={(projectId) => projects.find(({ id }) => id === projectId) ?? project}
        onLeave={leave}
        callButton={(conversation) => <CallButton desk={desk} conversation={conversation} />}
        visitorData={({ projectId, visitor }) =>
          isAdmin(project.role) && <VisitorData {...{ projectId, visitor }} onErased={leave} />
        }
        callLine={(item, conversation, { items: thread, peerOnline, liveCallId }) => (
          <CallLine
            {...{ item, conversation, desk }}
            callable={peerOnline && liveCallId === null && thread.findLast(({ kind }) => kind === 'call') === item}
          />
        )}
      />
    </main>
  );
}
