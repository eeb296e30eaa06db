import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import { Icon } from '../panel/icons.tsx';
import { usePanel } from '../panel/panel-context.ts';

/** Without `accept`: on a phone the system's own choice then has the camera beside photos and files. */
export function AttachButton({ onFiles }: { onFiles: (files: readonly File[]) => void }): JSX.Element {
  const { words } = usePanel();
  const chooser = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={chooser}
        type="file"
        multiple
        hidden
        onChange={({ currentTarget }) => {
          onFiles([...(currentTarget.files ?? [])]);
          // So that the same file may be chosen again after it was removed.
          currentTarget.value = '';
        }}
      />
      <button type="button" class="attach" aria-label={words.composer.attach} onClick={() => chooser.current?.click()}>
        <Icon name="clip" />
      </button>
    </>
  );
}
