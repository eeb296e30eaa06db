import type { JSX } from 'preact';
import { Icon } from '../panel/icons.tsx';
import { usePanel } from '../panel/panel-context.ts';
import { focusEnd } from './chip-focus.ts';
import type { TrayProps } from './files-parts.ts';

/** What is attached, in the chat's own words: until the code that shows more of it is there, if ever. */
export function PlainTray({ items, onRemove, onRetry }: TrayProps): JSX.Element | null {
  const { words } = usePanel();
  if (items.length === 0) return null;
  return (
    <ul class="tray">
      {items.map(({ id, name, upload }) => (
        <li key={id} class="chip">
          <bdi>{name}</bdi>
          {upload?.state === 'failed' && (
            <>
              <span role="alert">{words.message.failed}</span>
              <button
                type="button"
                class="link"
                onClick={({ currentTarget }) => {
                  focusEnd(currentTarget.parentElement);
                  onRetry(id);
                }}
              >
                {words.message.retry}
              </button>
            </>
          )}
          <button
            type="button"
            class="round"
            aria-label={`${words.message.discard}: ${name}`}
            onClick={({ currentTarget }) => onRemove(id, currentTarget.parentElement)}
          >
            <Icon name="close" />
          </button>
        </li>
      ))}
    </ul>
  );
}
