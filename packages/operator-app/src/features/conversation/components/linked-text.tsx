import { useMemo } from 'react';
import { linkify } from '../../../lib/linkify.ts';

/** A message's text as text nodes and safe links: there is no path from a message to HTML. */
export function LinkedText({ text }: { text: string }) {
  const parts = useMemo(() => linkify(text), [text]);
  return (
    <>
      {parts.map((part, index) =>
        part.href === undefined ? (
          part.text
        ) : (
          <a key={index} href={part.href} target="_blank" rel="noopener noreferrer nofollow">
            {part.text}
          </a>
        ),
      )}
    </>
  );
}
