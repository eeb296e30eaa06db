import type { ThreadSnapshot } from '@parley/client';
import { strings } from '../strings.ts';

/** Keeps its height when nobody writes, so that the thread does not jump. */
export function TypingLine({ typing, visitorName }: { typing: ThreadSnapshot['typing']; visitorName: string }) {
  const names = typing.map((who) => {
    if (who.kind === 'visitor') return visitorName;
    return who.kind === 'operator' ? who.name : strings.team;
  });
  return (
    <p className="typing-line" role="status">
      {names.length > 0 && strings.typing(names)}
    </p>
  );
}
