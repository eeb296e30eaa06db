import type { JSX, RefObject } from 'preact';
import { useId, useLayoutEffect } from 'preact/hooks';
import { AttachButton } from '../files/attach-button.tsx';
import { pastedFiles } from '../files/use-drop.ts';
import type { Attaching } from '../files/use-attaching.ts';
import type { TrayProps } from '../files/files-parts.ts';
import { PlainTray } from '../files/plain-tray.tsx';
import { useFilesView } from '../files/use-files-view.ts';
import { Icon } from '../panel/icons.tsx';
import { fill, usePanel } from '../panel/panel-context.ts';
import { useStore } from '../panel/use-store.ts';
import type { ValueStore } from '../session/value-store.ts';

/** The server's own limit for a message. */
const MESSAGE_CHARS = 4_000;
/** From here on the visitor is told how much is left. */
const COUNT_FROM = 3_600;

interface Props {
  /** Lives outside the panel, so that it outlives a close. */
  draft: ValueStore<string>;
  input: RefObject<HTMLTextAreaElement | null>;
  attaching: Attaching;
  /** The team sees what is typed: nobody is shown to it without being told. */
  previewed: boolean;
  onSend: (text: string) => void;
  onTyping: (typing: boolean) => void;
  onRemove: TrayProps['onRemove'];
  onRetry: TrayProps['onRetry'];
}

export function Composer(props: Props): JSX.Element {
  const { draft, input, attaching, previewed, onSend, onTyping, onRemove, onRetry } = props;
  const noteId = useId();
  const { words } = usePanel();
  const text = useStore(draft);
  const left = MESSAGE_CHARS - text.length;
  const { items } = attaching;
  // A file that has failed is to be seen to first: without it the message is another one.
  const filesFit = items.every(({ upload }) => upload?.state !== 'failed');
  const sendable = (text.trim() !== '' || items.length > 0) && left >= 0 && filesFit;
  const Tray = useFilesView(items.length > 0)?.Tray ?? PlainTray;
  useAutoGrow(input, text);

  const write = (value: string) => {
    draft.set(value);
    onTyping(value.trim() !== '');
  };
  const send = () => {
    if (!sendable) return;
    onSend(text);
    draft.set('');
    input.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    // During composition Enter picks a word; Safari reports that key as 229 after the composition has ended.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    send();
  };

  return (
    // No form: in a sandboxed frame one is not submitted, and says nothing.
    <div class="composer">
      <Tray {...{ ...attaching, onRemove, onRetry }} />
      <div class="field">
        <AttachButton onFiles={attaching.attach} />
        <textarea
          ref={input}
          rows={1}
          {...(text !== '' && { dir: 'auto' })}
          value={text}
          aria-label={words.composer.label}
          aria-describedby={previewed ? noteId : undefined}
          aria-invalid={left < 0}
          placeholder={words.composer.placeholder}
          autocomplete="off"
          enterkeyhint="send"
          onInput={(event) => write(event.currentTarget.value)}
          onKeyDown={onKeyDown}
          onPaste={(event) => {
            const files = pastedFiles(event);
            if (files.length === 0) return;
            event.preventDefault();
            attaching.attach(files);
          }}
          onBlur={() => onTyping(false)}
        />
        <button type="button" class="send" aria-label={words.composer.send} aria-disabled={!sendable} onClick={send}>
          <Icon name="send" />
        </button>
      </div>
      {previewed && (
        <p class="previewed" id={noteId}>
          {words.composer.previewed}
        </p>
      )}
      {text.length >= COUNT_FROM && (
        <p class={`count${left < 0 ? ' over' : ''}`} role="status">
          {left < 0 ? fill(words.composer.over, { count: -left }) : fill(words.composer.left, { count: left })}
        </p>
      )}
    </div>
  );
}

/** As high as its text; the style sheet sets the ceiling. */
function useAutoGrow(input: Props['input'], text: string): void {
  useLayoutEffect(() => {
    const element = input.current;
    if (element === null) return;
    element.style.height = '';
    // Zero while the panel is hidden: the style sheet's one line is right then.
    const { scrollHeight } = element;
    if (scrollHeight > 0 && text !== '') element.style.height = `${scrollHeight}px`;
  }, [text, input]);
}
