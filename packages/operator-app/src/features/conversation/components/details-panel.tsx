import './details-panel.css';
import type { ConversationView } from '@parley/api/contract/views';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { Avatar } from '../../../components/ui/avatar.tsx';
import { IconButton } from '../../../components/ui/button.tsx';
import { deviceName } from '../../../lib/device-name.ts';
import { wordsForError } from '../../../lib/error-words.ts';
import { fullTime, shortTime } from '../../../lib/format-time.ts';
import { safeHref } from '../../../lib/linkify.ts';
import { lastMessageWords } from '../../../lib/message-words.ts';
import { useClient } from '../../../lib/session.ts';
import { useNow } from '../../../lib/use-now.ts';
import { earlierConversationsQuery } from '../api/conversation.ts';
import { strings } from '../strings.ts';

export function DetailsPanel({ conversation, onClose }: { conversation: ConversationView; onClose: () => void }) {
  const { visitor } = conversation;
  const attributes = Object.entries(visitor.attributes);
  return (
    <aside className="details" aria-label={strings.details}>
      <IconButton className="details-close" icon="close" label={strings.closeDetails} onClick={onClose} />
      <div className="details-who">
        <Avatar id={visitor.id} name={visitor.name} size={56} />
        <h2>{visitor.name}</h2>
      </div>
      <dl>
        {visitor.page && (
          <Detail name={strings.page}>
            <PageLink page={visitor.page} />
          </Detail>
        )}
        <Detail name={strings.device}>
          <span title={visitor.userAgent ?? ''}>{deviceName(visitor.userAgent) ?? strings.unknown}</span>
        </Detail>
        <Detail name={strings.firstSeen}>{fullTime(visitor.createdAt)}</Detail>
        <Detail name={strings.lastSeenLabel}>{fullTime(visitor.lastSeenAt)}</Detail>
      </dl>
      <h3>{strings.attributes}</h3>
      {attributes.length === 0 && <p className="details-none">{strings.noAttributes}</p>}
      <dl>
        {attributes.map(([name, value]) => (
          <Detail key={name} name={name}>
            {String(value)}
          </Detail>
        ))}
      </dl>
      <h3>{strings.earlier}</h3>
      <Earlier conversationId={conversation.id} />
    </aside>
  );
}

function Detail({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="detail">
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** The address came from a visitor's browser: shown as text unless it is one that we open. */
function PageLink({ page }: { page: { url: string; title: string } }) {
  const href = safeHref(page.url);
  const text = page.title || page.url;
  if (href === null) return <>{text}</>;
  return (
    <a href={href} title={page.url} target="_blank" rel="noopener noreferrer nofollow">
      {text}
    </a>
  );
}

function Earlier({ conversationId }: { conversationId: string }) {
  const earlier = useQuery(earlierConversationsQuery(useClient().api, conversationId));
  const now = useNow(60_000);
  if (earlier.isPending) return <p className="details-none">{strings.earlierLoading}</p>;
  if (earlier.isError) return <p role="alert">{wordsForError(earlier.error)}</p>;
  const others = earlier.data.filter(({ id }) => id !== conversationId);
  if (others.length === 0) return <p className="details-none">{strings.noEarlier}</p>;
  return (
    <ul className="details-earlier">
      {others.map(({ id, status, activityAt, lastMessage }) => (
        <li key={id}>
          <Link to="/c/$conversationId" params={{ conversationId: id }} search={(previous) => previous}>
            {shortTime(activityAt, now)} · {strings.status[status]}
          </Link>
          <p className="truncate">{lastMessage && lastMessageWords(lastMessage)}</p>
        </li>
      ))}
    </ul>
  );
}
