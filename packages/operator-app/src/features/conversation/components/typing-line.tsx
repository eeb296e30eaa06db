import type { ThreadSnapshot } from '@parley/client';
import { strings } from '../strings.ts';

interface Props {
  snapshot: Pick<ThreadSnapshot, 'looking' | 'preview' | 'typing'>;
  visitorName: string;
}

/** Who writes, and what the visitor does, else which colleagues look at the same. Keeps its height when nobody does, so that the thread does not jump. */
export function TypingLine({ snapshot: { typing, looking, preview }, visitorName }: Props) {
  const namesOf = (people: ThreadSnapshot['typing']) =>
    people.map((who) => {
      if (who.kind === 'visitor') return visitorName;
      return who.kind === 'operator' ? who.name : strings.team;
    });
  return (
    <div>
      <p className="typing-line" role="status">
        {typing.length > 0 ? strings.typing(namesOf(typing)) : looking.length > 0 && strings.looking(namesOf(looking))}
      </p>
      {/* Found by who looks for it: read aloud, each keystroke would begin it again. */}
      {preview && (
        <div className="typing-preview" role="group" aria-label={strings.preview(visitorName)} aria-live="off">
          <p dir="auto">{preview}</p>
        </div>
      )}
    </div>
  );
}
