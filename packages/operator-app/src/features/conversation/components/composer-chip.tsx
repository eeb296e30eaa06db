import type { ThreadItem } from '@parley/client';
import { IconButton } from '../../../components/ui/button.tsx';
import { Icon, type IconName } from '../../../components/ui/icon.tsx';
import { oneAfterTheOther } from '../../../locale/formats.ts';
import { authorName } from '../talk/author-name.ts';
import type { Cast } from '../talk/message-acts.ts';
import type { Composing } from '../talk/use-composing.ts';
import { useQuoted } from '../talk/use-quoted.ts';
import { talkStrings as strings } from '../talk-strings.ts';

interface ChipProps {
  icon: IconName;
  title: string;
  said: string;
  stop: string;
  onStop: () => void;
}

/** What the field below is about, and the way out of it. */
function Chip({ icon, title, said, stop, onStop }: ChipProps) {
  return (
    <div className="composer-chip" role="group" aria-label={title}>
      <Icon name={icon} size={16} />
      <p className="composer-about">
        <strong className="truncate">{title}</strong>
        <span className="truncate" dir="auto">
          {said}
        </span>
      </p>
      <IconButton icon="close" label={stop} onClick={onStop} />
    </div>
  );
}

interface Props {
  composing: Composing;
  conversationId: string;
  items: readonly ThreadItem[];
  cast: Cast;
}

export function ComposerChip({ composing, conversationId, items, cast }: Props) {
  const { editing, replyTo, kind, stopEditing, stopAnswering } = composing;
  const quoted = useQuoted(conversationId, replyTo, items);
  if (editing) {
    return (
      <Chip icon="pencil" title={strings.editing} said={editing.text} stop={strings.stopEditing} onStop={stopEditing} />
    );
  }
  if (kind !== 'reply' || replyTo === '') return null;
  const title = quoted ? strings.answering(authorName(quoted, cast)) : strings.answer;
  const said = quoted ? oneAfterTheOther([...quoted.files, quoted.text].filter(Boolean)) : strings.originalFar;
  return <Chip icon="answer" {...{ title, said }} stop={strings.stopAnswering} onStop={stopAnswering} />;
}
