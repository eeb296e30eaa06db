import type { MessageItem, Reaction } from '@parley/client';
import { namesInWords, numberWords } from '../../../locale/formats.ts';
import { authorName } from '../talk/author-name.ts';
import type { MessageActs } from '../talk/message-acts.ts';
import { isThere } from '../talk/message-rules.ts';
import { talkStrings as strings } from '../talk-strings.ts';

/** Each emoji with how many have put it; to screen readers, with who. One's own is put and taken away by pressing it. */
export function MessageReactions({ item, acts }: { item: MessageItem; acts: MessageActs }) {
  const reactions = item.changes?.reactions ?? [];
  if (reactions.length === 0) return null;
  const namesOf = ({ by }: Reaction) =>
    namesInWords(by.map(({ kind, id, name }) => authorName({ from: kind, author: { id, name } }, acts.cast)));
  return (
    <div className="reactions" role="group" aria-label={strings.reactions}>
      {reactions.map((reaction) => {
        const { emoji, by, mine } = reaction;
        const words = strings.reaction(emoji, namesOf(reaction));
        return (
          <button
            key={emoji}
            type="button"
            className="reaction"
            aria-pressed={mine}
            title={words}
            disabled={!isThere(item, acts.rules)}
            onClick={() => acts.react(item, emoji, !mine)}
          >
            <span aria-hidden="true">{emoji}</span>
            <span aria-hidden="true">{numberWords(by.length)}</span>
            <span className="visually-hidden">{words}</span>
          </button>
        );
      })}
    </div>
  );
}
