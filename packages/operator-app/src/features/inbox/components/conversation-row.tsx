import './conversation-row.css';
import type { ConversationView } from '@parley/api/contract/views';
import type { InboxFilter } from '@parley/client';
import { Link } from '@tanstack/react-router';
import { memo } from 'react';
import { Avatar } from '../../../components/ui/avatar.tsx';
import { Icon } from '../../../components/ui/icon.tsx';
import { densityPreference } from '../../../lib/density.ts';
import { fullTime, shortTime } from '../../../lib/format-time.ts';
import { lastMessageWords } from '../../../lib/message-words.ts';
import { useStore } from '../../../lib/use-store.ts';
import { strings } from '../strings.ts';

interface ConversationRowProps {
  conversation: ConversationView;
  queue: InboxFilter;
  selected: boolean;
  /** The one row that Tab reaches; the arrows move it (roving focus). */
  tabbable: boolean;
  ringing: boolean;
  now: Date;
  onFocus: (conversationId: string) => void;
}

export const ConversationRow = memo(function ConversationRow(props: ConversationRowProps) {
  const { conversation, queue, selected, tabbable, ringing, now, onFocus } = props;
  const { visitor, lastMessage, unread, assignee, visitorOnline, activityAt, liveCallId, mentions = 0 } = conversation;
  const avatarSize = useStore(densityPreference) === 'compact' ? 28 : 36;
  return (
    <Link
      to="/c/$conversationId"
      params={{ conversationId: conversation.id }}
      search={{ queue }}
      className="conversation-row"
      data-conversation={conversation.id}
      data-unread={unread > 0 || undefined}
      data-ringing={ringing || undefined}
      aria-current={selected ? 'true' : undefined}
      tabIndex={tabbable ? 0 : -1}
      onFocus={() => onFocus(conversation.id)}
    >
      <Avatar id={visitor.id} name={visitor.name} online={visitorOnline} size={avatarSize} />
      <span className="row-name truncate">
        {visitor.name}
        {visitor.identity != null && (
          <span className="row-verified">
            <Icon name="check" size={12} />
            <span className="visually-hidden"> ({strings.verified})</span>
          </span>
        )}
        {visitorOnline && <span className="visually-hidden"> ({strings.online})</span>}
      </span>
      <time className="row-time" dateTime={activityAt.toISOString()} title={fullTime(activityAt)}>
        {shortTime(activityAt, now)}
      </time>
      <span className="row-below">
        <span className="row-text">
          {ringing || liveCallId !== null ? (
            <span className="row-call">
              <Icon name="phone" size={14} /> {ringing ? strings.ringing : strings.inCall}
            </span>
          ) : (
            <Preview lastMessage={lastMessage} />
          )}
        </span>
        {mentions > 0 && (
          <span className="row-mention">
            <span aria-hidden="true">@</span>
            <span className="visually-hidden">{strings.mentioned}</span>
          </span>
        )}
        <span className="row-end">
          {unread > 0 ? (
            <span className="row-unread">
              <span aria-hidden="true">{unread > 99 ? '99+' : unread}</span>
              <span className="visually-hidden">{strings.unread(unread)}</span>
            </span>
          ) : (
            assignee && <Avatar id={assignee.id} name={assignee.name} size={20} />
          )}
          <span className="visually-hidden">{assignee ? strings.assignedTo(assignee.name) : strings.nobody}</span>
        </span>
      </span>
    </Link>
  );
});

function Preview({ lastMessage }: { lastMessage: ConversationView['lastMessage'] }) {
  if (lastMessage === null) return <span className="truncate">{strings.noMessages}</span>;
  return (
    <>
      {lastMessage.from === 'operator' && <span className="row-you">{strings.you} </span>}
      {/* In its own direction, and as wide as it is: cut at its end, wherever that is, and beginning where the interface does. */}
      <span className="row-message truncate" dir="auto">
        {lastMessageWords(lastMessage)}
      </span>
    </>
  );
}
