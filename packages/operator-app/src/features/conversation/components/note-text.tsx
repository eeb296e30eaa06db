import { Fragment } from 'react';
import { mentionParts } from '../suggest/mention-parts.ts';
import { usePeople } from '../suggest/use-suggestions.ts';
import { useMessageActs } from '../talk/message-acts.ts';
import { LinkedText } from './linked-text.tsx';

interface Props {
  text: string;
  /** Ids of those whom the note calls: an `@` before any other name is only a sign. */
  mentions: readonly string[];
}

export function NoteText({ text, mentions }: Props) {
  const acts = useMessageActs();
  if (!acts || mentions.length === 0) return <LinkedText text={text} />;
  return <Marked {...{ text, mentions }} {...acts.cast} />;
}

function Marked({ text, mentions, projectId, me }: Props & { projectId: string; me: { id: string } }) {
  const people = usePeople(projectId, true)?.filter(({ id }) => mentions.includes(id)) ?? [];
  return mentionParts(text, people).map((part, index) =>
    part.ids.length > 0 ? (
      <mark key={index} className="mention" data-me={part.ids.includes(me.id) || undefined}>
        {part.text}
      </mark>
    ) : (
      <Fragment key={index}>
        <LinkedText text={part.text} />
      </Fragment>
    ),
  );
}
