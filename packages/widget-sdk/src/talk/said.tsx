import type { MessageChanges, Quote, Thread } from '@parley/client';
import type { ComponentType, JSX } from 'preact';
import { fill, usePanel } from '../panel/panel-context.ts';
import type { TalkWords } from '../locale/talk-words.ts';
import type { SaidProps } from './talk-parts.ts';

/** What a message says, with what it answers above it, and below it what has become of it. */
export function saidIn(words: TalkWords): ComponentType<SaidProps> {
  return function Said({ item, thread, children }) {
    const { changes, replyTo } = item;
    const deleted = changes?.deleted === true;
    return (
      <>
        {replyTo !== null && !deleted && <Answered quote={replyTo} words={words} />}
        {deleted && <p class="bubble deleted">{words.deleted}</p>}
        {!deleted && children}
        {changes !== null && !deleted && (
          <Changes changes={changes} words={words} react={reactTo(thread, item.seq, item.key)} />
        )}
      </>
    );
  };
}

type React = (emoji: string, on: boolean) => void;

/** What is refused was never there, and needs no words. */
function reactTo(thread: Thread | null, seq: number | null, key: string): React | null {
  if (thread === null || seq === null) return null;
  return (emoji, on) => void thread.change(key, { type: 'react', emoji, on });
}

function Answered({ quote, words }: { quote: Quote; words: TalkWords }): JSX.Element {
  const panel = usePanel();
  const who = quote.from === 'visitor' ? panel.words.message.you : (quote.author?.name ?? panel.words.chat.team);
  const said = quote.text === '' ? quote.files.join(', ') : quote.text;
  const unsaid = quote.state === 'deleted' ? words.deleted : quote.state === 'gone' ? words.gone : words.loading;
  return (
    <blockquote class="quote" dir="auto">
      <p class="unseen">{fill(words.answers, { name: who })}</p>
      {quote.state === 'shown' && (
        <p class="quoted-author" aria-hidden="true">
          {who}
        </p>
      )}
      <p class="quoted">{quote.state === 'shown' ? said : unsaid}</p>
    </blockquote>
  );
}

interface ChangesProps {
  changes: MessageChanges;
  words: TalkWords;
  react: React | null;
}

function Changes({ changes: { editedAt, reactions }, words, react }: ChangesProps): JSX.Element {
  return (
    <>
      {editedAt !== null && <p class="edited">{words.edited}</p>}
      {reactions.length > 0 && (
        <ul class="reactions">
          {reactions.map(({ emoji, by, mine }) => (
            <li key={emoji}>
              <button
                type="button"
                aria-pressed={mine}
                aria-label={fill(words.reaction, { emoji, count: by.length })}
                disabled={react === null}
                onClick={() => react?.(emoji, !mine)}
              >
                {emoji}
                {by.length > 1 && <span aria-hidden="true">{by.length}</span>}
              </button>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
