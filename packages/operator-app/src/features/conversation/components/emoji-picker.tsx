import type { MessageItem } from '@parley/client';
import { ToggleGroup } from 'radix-ui';
import { type FormEvent, useState } from 'react';
import { Button, IconButton } from '../../../components/ui/button.tsx';
import { TextField } from '../../../components/ui/field.tsx';
import { Popover } from '../../../components/ui/popover.tsx';
import { keyOf } from '../../../lib/commands/command-table.ts';
import { fieldOf } from '../../../lib/form-fields.ts';
import { COMMON_EMOJI, isEmoji } from '../talk/emoji.ts';
import type { MessageActs } from '../talk/message-acts.ts';
import { talkStrings as strings } from '../talk-strings.ts';

interface Props {
  item: MessageItem;
  react: MessageActs['react'];
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

export function EmojiPicker({ item, react, open, onOpenChange }: Props) {
  const mine = item.changes?.reactions.flatMap(({ emoji, mine: isMine }) => (isMine ? [emoji] : [])) ?? [];
  const toggle = (emoji: string) => {
    onOpenChange(false);
    react(item, emoji, !mine.includes(emoji));
  };
  const trigger = <IconButton icon="smile" label={strings.react} shortcut={keyOf('react') ?? ''} />;
  return (
    <Popover trigger={trigger} label={strings.react} open={open} onOpenChange={onOpenChange}>
      <ToggleGroup.Root type="multiple" className="emoji-grid" aria-label={strings.react} value={mine}>
        {COMMON_EMOJI.map((emoji) => (
          <ToggleGroup.Item key={emoji} value={emoji} onClick={() => toggle(emoji)}>
            {emoji}
          </ToggleGroup.Item>
        ))}
      </ToggleGroup.Root>
      <OtherEmoji onChosen={toggle} />
    </Popover>
  );
}

function OtherEmoji({ onChosen }: { onChosen: (emoji: string) => void }) {
  const [wrong, setWrong] = useState(false);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const emoji = fieldOf(new FormData(event.currentTarget), 'emoji').trim();
    setWrong(!isEmoji(emoji));
    if (isEmoji(emoji)) onChosen(emoji);
  };
  return (
    <form className="emoji-other" onSubmit={submit}>
      <TextField label={strings.otherEmoji} error={wrong ? strings.notEmoji : null} name="emoji" autoComplete="off" />
      <Button type="submit">{strings.add}</Button>
    </form>
  );
}
