import type { ConversationView } from '@parley/api/contract/views';
import { IconButton } from '../../../components/ui/button.tsx';
import { Menu, MenuItem } from '../../../components/ui/menu.tsx';
import { useStore } from '../../../lib/use-store.ts';
import { type CallDesk, isLive } from '../call-desk.ts';
import { strings } from '../strings.ts';

export function CallButton({ desk, conversation }: { desk: CallDesk; conversation: ConversationView }) {
  const { current } = useStore(desk);
  const busy = isLive(current);
  const button = <IconButton icon="phone" label={busy ? strings.inOtherCall : strings.callVisitor} disabled={busy} />;
  return (
    <Menu trigger={button}>
      <MenuItem icon="phone" onSelect={() => desk.start(conversation, 'audio')}>
        {strings.audioCall}
      </MenuItem>
      <MenuItem icon="camera" onSelect={() => desk.start(conversation, 'video')}>
        {strings.videoCall}
      </MenuItem>
    </Menu>
  );
}
