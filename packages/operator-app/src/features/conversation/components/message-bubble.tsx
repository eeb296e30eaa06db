import './message-bubble.css';
import type { MessageItem, Thread } from '@parley/client';
import { type FocusEvent, useRef, useState } from 'react';
import { Avatar } from '../../../components/ui/avatar.tsx';
import { deletedWords } from '../../../lib/message-words.ts';
import { authorName } from '../talk/author-name.ts';
import { useMessageActs } from '../talk/message-acts.ts';
import { LinkedText } from './linked-text.tsx';
import { MessageFiles } from './message-files.tsx';
import { MessageFoot } from './message-foot.tsx';
import { MessageQuote } from './message-quote.tsx';
import { MessageReactions } from './message-reactions.tsx';
import { MessageTools } from './message-tools.tsx';
import { UnsentActions } from './unsent-actions.tsx';

interface MessageBubbleProps {
  item: MessageItem;
  thread: Thread;
  visitorName: string;
  startsGroup: boolean;
  endsGroup: boolean;
  /** Leads to the message that this one answers. */
  goTo?: (messageId: string) => void;
}

export function MessageBubble({ item, thread, visitorName, startsGroup, endsGroup, goTo }: MessageBubbleProps) {
  const acts = useMessageActs();
  const cast = { visitorName, me: acts?.cast.me ?? null };
  const author = authorName(item, cast);
  const [isNear, setNear] = useState(false);
  const [hasFocus, setFocus] = useState(false);
  const [picking, setPicking] = useState(false);
  const article = useRef<HTMLElement>(null);
  const pick = (open: boolean) => {
    // What opened the picker goes with the focus: it leads back to the message itself.
    if (!open) article.current?.focus();
    setPicking(open);
  };
  const onBlur = ({ currentTarget, relatedTarget }: FocusEvent) =>
    setFocus(relatedTarget instanceof Node && currentTarget.contains(relatedTarget));
  return (
    <article
      ref={article}
      className="message"
      data-message={item.key}
      data-side={item.from === 'visitor' ? 'theirs' : 'ours'}
      data-state={item.state}
      data-starts={startsGroup || undefined}
      aria-label={author}
      // The arrows lead here; see `thread-view`.
      tabIndex={-1}
      onPointerEnter={() => setNear(true)}
      onPointerLeave={() => setNear(false)}
      onFocus={() => setFocus(true)}
      onBlur={onBlur}
    >
      {acts && (isNear || hasFocus || picking) && (
        <MessageTools {...{ item, acts, hasFocus, picking }} onPicking={pick} />
      )}
      {startsGroup && !item.mine && (
        <p className="message-author">
          {item.author && <Avatar id={item.author.id} name={author} size={20} />}
          {author}
        </p>
      )}
      {item.attachments.length > 0 && <MessageFiles items={item.attachments} thread={thread} />}
      <Said {...{ item, cast, goTo }} />
      {acts && <MessageReactions {...{ item, acts }} />}
      <MessageFoot {...{ item, endsGroup }} showHistory={acts?.showHistory} />
      {item.state === 'failed' && (
        <UnsentActions
          messageId={item.key}
          error={item.error}
          withFiles={item.attachments.length > 0}
          thread={thread}
        />
      )}
    </article>
  );
}

interface SaidProps {
  item: MessageItem;
  goTo: MessageBubbleProps['goTo'] | undefined;
  cast: Parameters<typeof authorName>[1];
}

function Said({ item: { text, changes, replyTo }, cast, goTo }: SaidProps) {
  if (changes?.deleted === true) return <p className="message-bubble message-gone">{deletedWords()}</p>;
  if (text === '' && replyTo === null) return null;
  return (
    <div className="message-bubble" data-pending={changes?.pending || undefined}>
      {replyTo && <MessageQuote quote={replyTo} {...{ cast, goTo }} />}
      {text !== '' && (
        <p className="message-text" dir="auto">
          <LinkedText text={text} />
        </p>
      )}
    </div>
  );
}
