import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';

interface ConfirmDialogProps {
  open: boolean;
  onClose: () => void;
  onConfirm: () => void;
  title: string;
  text: string;
  /** What is done. */
  action: string;
  /** `stop`, where nothing brings back what it takes. */
  tone: 'primary' | 'stop';
  words: { cancel: string; close: string };
}

/** One question. It is closed before it acts: where a proof is asked for, that is a dialog too, and one at a time has the keyboard. */
export function ConfirmDialog({ open, onClose, onConfirm, title, text, action, tone, words }: ConfirmDialogProps) {
  const go = () => {
    onClose();
    onConfirm();
  };
  return (
    <Dialog
      open={open}
      onOpenChange={(stays) => !stays && onClose()}
      title={title}
      description={text}
      closeLabel={words.close}
    >
      <div className="dialog-actions">
        <Button tone={tone} onClick={go}>
          {action}
        </Button>
        <Button tone="quiet" onClick={onClose}>
          {words.cancel}
        </Button>
      </div>
    </Dialog>
  );
}
