import type { Quote } from '@parley/client';
import { deletedWords } from '../../../lib/message-words.ts';
import { oneAfterTheOther } from '../../../locale/formats.ts';
import { authorName } from '../talk/author-name.ts';
import type { Cast } from '../talk/message-acts.ts';
import { talkStrings as strings } from '../talk-strings.ts';

interface Props {
  quote: Quote;
  cast: Pick<Cast, 'visitorName'> & { me: Cast['me'] | null };
  goTo: ((messageId: string) => void) | undefined;
}

/** What a message answers, above what it says; leads there. */
export function MessageQuote({ quote, cast, goTo }: Props) {
  const { state, messageId, text, files } = quote;
  if (state === 'gone') return <p className="quote quote-unsaid">{strings.originalGone}</p>;
  const author = authorName(quote, cast);
  const unsaid = state === 'deleted' ? deletedWords() : strings.loading;
  return (
    <button type="button" className="quote" title={strings.goToOriginal} onClick={() => goTo?.(messageId)}>
      <span className="visually-hidden">{strings.quoteOf(author)}</span>
      {state === 'shown' && (
        <strong className="truncate" aria-hidden="true">
          {author}
        </strong>
      )}
      {state === 'shown' ? (
        <span className="quote-text" dir="auto">
          {oneAfterTheOther([...files, text].filter(Boolean))}
        </span>
      ) : (
        <span className="quote-unsaid">{unsaid}</span>
      )}
    </button>
  );
}
