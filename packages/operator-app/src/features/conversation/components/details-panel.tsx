import './details-panel.css';
import type { ConversationView } from '@parley/api/contract/views';
import { webAddress } from '@parley/client';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { Avatar } from '../../../components/ui/avatar.tsx';
import { IconButton } from '../../../components/ui/button.tsx';
import { VerifiedMark } from '../../../components/ui/verified-mark.tsx';
import { deviceName } from '../../../lib/device-name.ts';
import { wordsForError } from '../../../lib/error-words.ts';
import { fullTime, shortTime } from '../../../lib/format-time.ts';
import { lastMessageWords } from '../../../lib/message-words.ts';
import { useClient } from '../../../lib/session.ts';
import { useNow } from '../../../lib/use-now.ts';
import { earlierConversationsQuery } from '../api/conversation.ts';
import { strings } from '../strings.ts';
import { SafeLink } from './safe-link.tsx';
import { BlockButton } from './block-button.tsx';
import { Detail } from './detail.tsx';
import { SignedIdentity } from './signed-identity.tsx';

interface Props {
  conversation: ConversationView;
  onClose: () => void;
  children: ReactNode;
}

export function DetailsPanel({ conversation, onClose, children }: Props) {
  const { visitor } = conversation;
  const { identity = null, blocked = false } = visitor;
  // His name stands above.
  const attributes = Object.entries(visitor.attributes).filter(([name]) => name !== 'name');
  return (
    <aside className="details" aria-label={strings.details}>
      <IconButton className="details-close" icon="close" label={strings.closeDetails} onClick={onClose} />
      <div className="details-who">
        <Avatar id={visitor.id} name={visitor.name} size={56} />
        <h2>{visitor.name}</h2>
        <p>
          <VerifiedMark verified={identity !== null} words={strings.verifiedWords} />
        </p>
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
      {identity !== null && <SignedIdentity identity={identity} />}
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
      <BlockButton conversationId={conversation.id} blocked={blocked} />
      {children}
    </aside>
  );
}

/** Address and title came from a visitor's browser: whatever the title says, the host is told beside it. */
function PageLink({ page }: { page: { url: string; title: string } }) {
  const address = webAddress(page.url);
  if (address === null) return <>{page.title || page.url}</>;
  if (page.title === '') return <SafeLink href={address.href}>{address.shown}</SafeLink>;
  return (
    <>
      <SafeLink href={address.href} title={address.href} dir="auto">
        {page.title}
      </SafeLink>
      <bdi className="details-host">{new URL(address.href).host}</bdi>
    </>
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
