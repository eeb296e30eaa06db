import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { usePanel } from '../panel/panel-context.ts';
import { linkify } from './linkify.ts';

/** Text nodes and safe links; there is no way from a message to HTML. */
export function MessageText({ text }: { text: string }): JSX.Element {
  const { words } = usePanel();
  const pieces = useMemo(() => linkify(text), [text]);
  return (
    <p class="text" dir="auto">
      {pieces.map((piece) =>
        piece.kind === 'text' ? (
          piece.text
        ) : (
          <a href={piece.href} target="_blank" rel="noopener noreferrer nofollow" dir="ltr">
            {piece.text}
            <span class="unseen"> {words.chat.newTab}</span>
          </a>
        ),
      )}
    </p>
  );
}
