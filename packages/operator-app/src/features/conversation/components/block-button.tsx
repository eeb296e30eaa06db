import { Button } from '../../../components/ui/button.tsx';
import { useBlockVisitor } from '../api/conversation.ts';
import { strings } from '../strings.ts';

/** For whoever writes nothing but harm. What he is told is a refusal, and nothing of who has made it. */
export function BlockButton({ conversationId, blocked }: { conversationId: string; blocked: boolean }) {
  const block = useBlockVisitor(conversationId);
  return (
    <div className="details-block">
      {blocked && <p role="status">{strings.isBlocked}</p>}
      <Button
        icon={blocked ? 'reopen' : 'unassigned'}
        tone={blocked ? 'plain' : 'danger'}
        busy={block.isPending}
        onClick={() => block.mutate(!blocked)}
        title={blocked ? strings.unblockTitle : strings.blockTitle}
      >
        {blocked ? strings.unblock : strings.block}
      </Button>
    </div>
  );
}
