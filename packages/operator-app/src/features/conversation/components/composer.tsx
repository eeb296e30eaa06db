import './composer.css';
import { LIMITS } from '@parley/api/contract/wire';
import type { Thread } from '@parley/client';
import { type KeyboardEvent, type RefObject, useId } from 'react';
import { Button } from '../../../components/ui/button.tsx';
import { pastedFiles } from '../files/use-file-drop.ts';
import type { Attaching } from '../files/use-attaching.ts';
import { strings } from '../strings.ts';
import { type DraftKind, useDraft } from '../use-draft.ts';
import { AttachButton } from './attach-button.tsx';
import { FileTray } from './file-tray.tsx';

/** From here on the counter shows: the last eighth. */
const COUNT_FROM = LIMITS.messageChars * (7 / 8);

interface ComposerProps {
  thread: Thread;
  kind: DraftKind;
  onKind: (kind: DraftKind) => void;
  input: RefObject<HTMLTextAreaElement | null>;
  attaching: Attaching;
  onEscape: () => void;
}

export function Composer({ thread, kind, onKind, input, attaching, onEscape }: ComposerProps) {
  return (
    <div className="composer" data-kind={kind}>
      <div className="composer-kinds" role="radiogroup" aria-label={strings.kind}>
        {(['reply', 'note'] as const).map((choice) => (
          <label key={choice}>
            <input
              type="radio"
              name="composer-kind"
              className="visually-hidden"
              checked={kind === choice}
              onChange={() => onKind(choice)}
            />
            <span>{choice === 'reply' ? strings.reply : strings.note}</span>
          </label>
        ))}
      </div>
      <Editor key={kind} {...{ thread, kind, input, attaching, onEscape }} />
    </div>
  );
}

function Editor({ thread, kind, input, attaching, onEscape }: Omit<ComposerProps, 'onKind'>) {
  const [text, setText] = useDraft(thread.conversationId, kind);
  const countId = useId();
  const left = LIMITS.messageChars - text.length;
  // Notes have no files: what is attached waits for the reply.
  const files = kind === 'reply' ? attaching.items : [];
  // One that has failed is to be seen to first: without it the message is another one.
  const filesFit = files.every(({ upload }) => upload?.state !== 'failed');
  const sendable = (text.trim() !== '' || files.length > 0) && left >= 0 && filesFit;
  const submit = () => {
    if (!sendable) return;
    // How it went shows in the thread itself (queued, sent, failed with retry), so the promise needs no second witness.
    const ids = files.map(({ id }) => id);
    const { acknowledged } = kind === 'note' ? thread.addNote(text) : thread.send(text, ids);
    acknowledged.catch(() => undefined);
    if (kind === 'reply') thread.setTyping(false);
    setText('');
    input.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') onEscape();
    // While an input method composes, Enter picks a word.
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    submit();
  };
  const change = (next: string) => {
    setText(next);
    if (kind === 'reply') thread.setTyping(next !== '');
  };
  return (
    <div className="composer-editor">
      {kind === 'reply' && <FileTray {...{ thread, attaching }} />}
      <textarea
        ref={input}
        dir="auto"
        rows={2}
        value={text}
        placeholder={kind === 'note' ? strings.notePlaceholder : strings.replyPlaceholder}
        aria-label={kind === 'note' ? strings.note : strings.reply}
        aria-describedby={countId}
        aria-invalid={left < 0 || undefined}
        onChange={(event) => change(event.target.value)}
        onKeyDown={onKeyDown}
        onPaste={(event) => {
          const pasted = kind === 'reply' ? pastedFiles(event.clipboardData) : [];
          if (pasted.length === 0) return;
          event.preventDefault();
          attaching.attach(pasted);
        }}
      />
      <div className="composer-foot">
        {kind === 'reply' && <AttachButton onFiles={attaching.attach} />}
        <p id={countId} className="composer-count" data-over={left < 0 || undefined} role="status">
          {text.length >= COUNT_FROM && (left < 0 ? strings.tooLong(-left) : strings.left(left))}
        </p>
        <Button tone="primary" icon={kind === 'note' ? 'note' : 'send'} disabled={!sendable} onClick={submit}>
          {kind === 'note' ? strings.addNote : strings.send}
        </Button>
      </div>
    </div>
  );
}
