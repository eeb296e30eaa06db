import type { JSX } from 'preact';
import { Icon } from '../panel/icons.tsx';
import { useFileWords } from './use-file-words.ts';

/** Over the chat while a file is held there. */
export function DropTarget(): JSX.Element {
  return (
    <p class="drop-target">
      <Icon name="clip" />
      {useFileWords().drop}
    </p>
  );
}
