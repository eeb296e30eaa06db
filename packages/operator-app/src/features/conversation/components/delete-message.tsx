import './message-history.css';
import type { MessageItem } from '@parley/client';
import { Button } from '../../../components/ui/button.tsx';
import { Dialog } from '../../../components/ui/dialog.tsx';
import { talkStrings as strings } from '../talk-strings.ts';

interface Props {
  /** `null`: closed. */
  item: MessageItem | null;
  onClose: () => void;
  onDelete: (item: MessageItem) => void;
}

/** Asked before, since nothing brings it back. */
export function DeleteMessage({ item, onClose, onDelete }: Props) {
  const go = () => {
    if (item) onDelete(item);
    onClose();
  };
  return (
    <Dialog
      open={item !== null}
      onOpenChange={(open) => !open && onClose()}
      title={strings.deleteTitle}
      description={strings.deleteText}
      closeLabel={strings.close}
    >
      <div className="delete-actions">
        <Button tone="stop" onClick={go}>
          {strings.remove}
        </Button>
        <Button tone="quiet" onClick={onClose}>
          {strings.cancel}
        </Button>
      </div>
    </Dialog>
  );
}
