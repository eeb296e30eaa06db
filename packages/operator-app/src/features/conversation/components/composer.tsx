import './composer.css';
import { LIMITS } from '@parley/api/contract/wire';
import type { Thread, ThreadItem } from '@parley/client';
import { type KeyboardEvent, type RefObject, useId, useState } from 'react';
import { flushSync } from 'react-dom';
import { Button } from '../../../components/ui/button.tsx';
import type { Attaching } from '../files/use-attaching.ts';
import { pastedFiles } from '../files/use-file-drop.ts';
import { strings } from '../strings.ts';
import { useSuggestions } from '../suggest/use-suggestions.ts';
import type { Cast } from '../talk/message-acts.ts';
import type { Composing } from '../talk/use-composing.ts';
import { useWriting } from '../talk/use-writing.ts';
import { talkStrings } from '../talk-strings.ts';
import { AttachButton } from './attach-button.tsx';
import { ComposerChip } from './composer-chip.tsx';
import { FileTray } from './file-tray.tsx';
import { SuggestionList } from './suggestion-list.tsx';

/** From here on the counter shows: the last eighth. */
const COUNT_FROM = LIMITS.messageChars * (7 / 8);

interface ComposerProps {
  thread: Thread;
  items: readonly ThreadItem[];
  composing: Composing;
  cast: Cast;
  input: RefObject<HTMLTextAreaElement | null>;
  attaching: Attaching;
  /** ↑ in an empty reply. */
  onEditLast: () => void;
  onEscape: () => void;
}

export function Composer(props: ComposerProps) {
  const { thread, items, composing, cast } = props;
  const { kind, editing, setKind } = composing;
  return (
    <div className="composer" data-kind={kind}>
      {editing === null && (
        <div className="composer-kinds" role="radiogroup" aria-label={strings.kind}>
          {(['reply', 'note'] as const).map((choice) => (
            <label key={choice}>
              <input
                type="radio"
                name="composer-kind"
                className="visually-hidden"
                checked={kind === choice}
                onChange={() => setKind(choice)}
              />
              <span>{choice === 'reply' ? strings.reply : strings.note}</span>
            </label>
          ))}
        </div>
      )}
      <ComposerChip {...{ composing, items, cast }} conversationId={thread.conversationId} />
      <Editor key={editing?.key ?? kind} {...props} />
    </div>
  );
}

function Editor({ thread, composing, cast, input, attaching, onEditLast, onEscape }: ComposerProps) {
  const { kind, editing, replyTo, stopEditing, stopAnswering } = composing;
  const { text, people, left, files, sendable, change, send } = useWriting({
    ...{ thread, composing, attaching },
    projectId: cast.projectId,
  });
  const [caret, setCaret] = useState(text.length);
  // A draft that is found here again looks for nothing before somebody goes on with it.
  const [hasFocus, setHasFocus] = useState(false);
  const countId = useId();
  const replace = (next: string, at: number) => {
    flushSync(() => {
      change(next);
      setCaret(at);
    });
    input.current?.setSelectionRange(at, at);
  };
  const suggestions = useSuggestions({ cast, kind, text: editing || !hasFocus ? '' : text, caret, replace, people });
  const submit = () => {
    if (!sendable) return;
    send();
    input.current?.focus();
  };
  const escape = () => {
    if (editing) stopEditing();
    else if (kind === 'reply' && replyTo !== '') stopAnswering();
    else onEscape();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    // While an input method composes, Enter picks a word, and the arrows choose it.
    if (event.nativeEvent.isComposing || suggestions.onKey(event)) return;
    if (event.key === 'Escape') escape();
    const isFresh = kind === 'reply' && !editing && text === '' && files.length === 0;
    const isEnter = event.key === 'Enter' && !event.shiftKey;
    if (!isEnter && !(event.key === 'ArrowUp' && isFresh)) return;
    event.preventDefault();
    if (isEnter) submit();
    else onEditLast();
  };
  return (
    <div className="composer-editor">
      <SuggestionList {...{ suggestions, kind }} />
      {kind === 'reply' && !editing && <FileTray {...{ thread, attaching, input }} />}
      <textarea
        ref={input}
        // By what is written; an empty one shows words of ours, which run as the page does.
        dir={text === '' ? undefined : 'auto'}
        rows={2}
        value={text}
        {...wordsOf(composing)}
        aria-describedby={countId}
        aria-invalid={left < 0 || undefined}
        aria-autocomplete="list"
        aria-haspopup="listbox"
        aria-controls={suggestions.current && suggestions.listId}
        aria-activedescendant={suggestions.current && `${suggestions.listId}-${suggestions.current.id}`}
        onChange={({ target }) => {
          change(target.value);
          setCaret(target.selectionEnd);
        }}
        onFocus={() => setHasFocus(true)}
        onBlur={() => setHasFocus(false)}
        onSelect={({ currentTarget }) => setCaret(currentTarget.selectionEnd)}
        onKeyDown={onKeyDown}
        onPaste={(event) => {
          const pasted = kind === 'reply' && !editing ? pastedFiles(event.clipboardData) : [];
          if (pasted.length === 0) return;
          event.preventDefault();
          attaching.attach(pasted);
        }}
      />
      <div className="composer-foot">
        {kind === 'reply' && !editing && <AttachButton onFiles={attaching.attach} />}
        <p id={countId} className="composer-count" data-over={left < 0 || undefined} role="status">
          {text.length >= COUNT_FROM && (left < 0 ? strings.tooLong(-left) : strings.left(left))}
        </p>
        <SendButton {...{ composing, sendable, submit }} />
      </div>
    </div>
  );
}

function SendButton(props: { composing: Composing; sendable: boolean; submit: () => void }) {
  const { composing, sendable, submit } = props;
  const { kind, editing } = composing;
  const words = editing ? talkStrings.save : kind === 'note' ? strings.addNote : strings.send;
  return (
    <Button
      tone="primary"
      icon={editing ? 'check' : kind === 'note' ? 'note' : 'send'}
      disabled={!sendable}
      onClick={submit}
    >
      {words}
    </Button>
  );
}

function wordsOf({ kind, editing }: Composing): { placeholder: string; 'aria-label': string } {
  if (editing) return { placeholder: talkStrings.editingHint, 'aria-label': talkStrings.editing };
  if (kind === 'note') return { placeholder: strings.notePlaceholder, 'aria-label': strings.note };
  return { placeholder: strings.replyPlaceholder, 'aria-label': strings.reply };
}
