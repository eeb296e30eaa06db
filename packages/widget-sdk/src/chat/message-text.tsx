import { textParts } from '@parley/client';
import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { usePanel } from '../panel/panel-context.ts';

/** Text nodes and safe links; there is no way from a message to HTML. */
export function MessageText({ text }: { text: string }): JSX.Element {
  const { words } = usePanel();
  const parts = useMemo(() => textParts(text), [text]);
  return (
    <p class="text" dir="auto">
      {parts.map((part) =>
        part.kind === 'text' ? (
          part.text
        ) : (
          // An address reads from left to right, apart from whatever direction the words around it have.
          <a href={part.href} target="_blank" rel="noopener noreferrer nofollow" dir="ltr">
            {part.text}
            <span class="unseen"> {words.chat.newTab}</span>
          </a>
        ),
      )}
    </p>
  );
}
