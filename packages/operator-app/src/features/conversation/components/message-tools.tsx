import './message-tools.css';
import type { MessageItem } from '@parley/client';
import { IconButton } from '../../../components/ui/button.tsx';
import { announce } from '../../../lib/announcer.ts';
import { keyOf } from '../../../lib/commands/command-table.ts';
import { useCommands } from '../../../lib/commands/use-commands.ts';
import { copyText } from '../../../lib/copy-text.ts';
import { useNow } from '../../../lib/use-now.ts';
import type { MessageActs } from '../talk/message-acts.ts';
import { isThere, mayDelete, mayEdit } from '../talk/message-rules.ts';
import { talkStrings as strings } from '../talk-strings.ts';
import { EmojiPicker } from './emoji-picker.tsx';

interface Props {
  item: MessageItem;
  acts: MessageActs;
  /** The focus is at the message: the keys mean this one. */
  hasFocus: boolean;
  picking: boolean;
  onPicking: (picking: boolean) => void;
}

/** What can be done with one message: shown while somebody points at it, or has the focus there. */
export function MessageTools({ item, acts, hasFocus, picking, onPicking }: Props) {
  const { rules } = acts;
  const now = useNow(30_000);
  const may = { talk: isThere(item, rules), edit: mayEdit(item, rules, now), remove: mayDelete(item, rules, now) };
  const does = {
    answer: () => acts.answer(item),
    edit: () => acts.edit(item),
    remove: () => acts.askDelete(item),
    copy: () => void copy(item.text),
  };
  const hasText = item.text !== '';
  const keys = {
    answer: may.talk && does.answer,
    react: may.talk && (() => onPicking(true)),
    edit: may.edit && does.edit,
    copy: hasText && does.copy,
    remove: may.remove && does.remove,
  };
  useCommands(hasFocus ? keys : {});
  if (!may.talk && !hasText) return null;
  return (
    <div className="message-tools" role="group" aria-label={strings.tools}>
      {may.talk && (
        <>
          <IconButton icon="answer" label={strings.answer} shortcut={keyOf('answer') ?? ''} onClick={does.answer} />
          <EmojiPicker {...{ item }} react={acts.react} open={picking} onOpenChange={onPicking} />
        </>
      )}
      {may.edit && <IconButton icon="pencil" label={strings.edit} shortcut="Shift+E" onClick={does.edit} />}
      {hasText && <IconButton icon="copy" label={strings.copy} shortcut={keyOf('copy') ?? ''} onClick={does.copy} />}
      {may.remove && (
        <IconButton icon="bin" label={strings.remove} shortcut={keyOf('remove') ?? ''} onClick={does.remove} />
      )}
    </div>
  );
}

async function copy(text: string): Promise<void> {
  if (await copyText(text)) announce(strings.copied);
  else announce(strings.copyFailed, 'error');
}
