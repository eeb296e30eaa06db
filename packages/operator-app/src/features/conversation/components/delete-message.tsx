import type { MessageItem } from '@parley/client';
import { ConfirmDialog } from '../../../components/ui/confirm-dialog.tsx';
import { talkStrings as strings } from '../talk-strings.ts';

interface Props {
  /** `null`: closed. */
  item: MessageItem | null;
  onClose: () => void;
  onDelete: (item: MessageItem) => void;
}

/** Asked before, since nothing brings it back. */
export function DeleteMessage({ item, onClose, onDelete }: Props) {
  return (
    <ConfirmDialog
      open={item !== null}
      onClose={onClose}
      onConfirm={() => item && onDelete(item)}
      title={strings.deleteTitle}
      text={strings.deleteText}
      action={strings.remove}
      tone="stop"
      words={strings}
    />
  );
}
