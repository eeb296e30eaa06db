import { textParts } from '@parley/client';
import { useMemo } from 'react';
import { SafeLink } from './safe-link.tsx';

/** A message's text as text nodes and safe links: there is no path from a message to HTML. */
export function LinkedText({ text }: { text: string }) {
  const parts = useMemo(() => textParts(text), [text]);
  return (
    <>
      {parts.map((part, index) =>
        part.kind === 'text' ? (
          part.text
        ) : (
          <SafeLink key={index} href={part.href}>
            {part.text}
          </SafeLink>
        ),
      )}
    </>
  );
}
