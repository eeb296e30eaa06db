import type { ConversationView } from '@parley/api/contract/views';
import { IconButton } from '../../../components/ui/button.tsx';
import { Menu, MenuItem, MenuSeparator } from '../../../components/ui/menu.tsx';
import { useStore } from '../../../lib/use-store.ts';
import type { CallDesk } from '../call-desk.ts';
import { checkShown } from '../check-shown.ts';
import { isLive } from '../desk-call.ts';
import { strings } from '../strings.ts';

export function CallButton({ desk, conversation }: { desk: CallDesk; conversation: ConversationView }) {
  const { current } = useStore(desk);
  const busy = isLive(current);
  const button = <IconButton icon="phone" label={busy ? strings.inOtherCall : strings.callVisitor} />;
  return (
    <Menu trigger={button} disabled={busy}>
      <MenuItem icon="phone" onSelect={() => desk.start(conversation, 'audio')}>
        {strings.audioCall}
      </MenuItem>
      <MenuItem icon="camera" onSelect={() => desk.start(conversation, 'video')}>
        {strings.videoCall}
      </MenuItem>
      {conversation.liveCallId !== null && (
        <MenuItem icon="speaker" onSelect={() => desk.listen(conversation, conversation.liveCallId ?? '')}>
          {strings.listen}
        </MenuItem>
      )}
      <MenuSeparator />
      <MenuItem icon="checkUp" onSelect={() => checkShown.set(true)}>
        {strings.check}
      </MenuItem>
    </Menu>
  );
}
