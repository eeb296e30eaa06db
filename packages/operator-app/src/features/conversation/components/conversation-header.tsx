import './conversation-header.css';
import type { ConversationStatus, ConversationView } from '@parley/api/contract/views';
import type { ThreadSnapshot } from '@parley/client';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { Avatar } from '../../../components/ui/avatar.tsx';
import { Button, IconButton } from '../../../components/ui/button.tsx';
import { Icon } from '../../../components/ui/icon.tsx';
import { VerifiedMark } from '../../../components/ui/verified-mark.tsx';
import { shortTime } from '../../../lib/format-time.ts';
import { useNow } from '../../../lib/use-now.ts';
import { strings } from '../strings.ts';
import { AssignMenu } from './assign-menu.tsx';

interface ConversationHeaderProps {
  conversation: ConversationView;
  snapshot: ThreadSnapshot;
  meId: string;
  detailsShown: boolean;
  onDetails: () => void;
  onAssign: (operatorId: string | null) => void;
  onStatus: (status: ConversationStatus) => void;
  /** The call button: calls are another feature. */
  callButton: ReactNode;
}

export function ConversationHeader(props: ConversationHeaderProps) {
  const { conversation, snapshot, meId, detailsShown, onDetails, onAssign, onStatus, callButton } = props;
  const { visitor, projectId } = conversation;
  const { status, assignee, peerOnline } = snapshot;
  const now = useNow(30_000);
  return (
    <header className="conversation-head">
      <Link
        to="/inbox"
        search={(previous) => previous}
        className="button icon-button conversation-back"
        data-tone="quiet"
      >
        <Icon name="back" />
        <span className="visually-hidden">{strings.back}</span>
      </Link>
      <Avatar id={visitor.id} name={visitor.name} online={peerOnline} size={34} />
      <div className="conversation-who">
        <h1 className="truncate">{visitor.name}</h1>
        <p className="truncate">
          <VerifiedMark verified={visitor.identity != null} words={strings.verifiedShort} /> ·{' '}
          {peerOnline ? strings.online : strings.lastSeen(shortTime(visitor.lastSeenAt, now))}
          {visitor.blocked === true && <span className="conversation-status">{strings.blockedMark}</span>}
          {status !== 'open' && <span className="conversation-status">{strings.status[status]}</span>}
        </p>
      </div>
      <div className="conversation-actions">
        {callButton}
        <AssignMenu projectId={projectId} meId={meId} assignee={assignee} onAssign={onAssign} />
        {status === 'open' && <IconButton icon="snooze" label={strings.snooze} onClick={() => onStatus('snoozed')} />}
        {status === 'closed' ? (
          <Button icon="reopen" onClick={() => onStatus('open')}>
            {strings.reopen}
          </Button>
        ) : (
          <Button icon="check" title={strings.closeTitle} className="close-button" onClick={() => onStatus('closed')}>
            {strings.close}
          </Button>
        )}
        {status === 'snoozed' && <IconButton icon="reopen" label={strings.reopen} onClick={() => onStatus('open')} />}
        <IconButton icon="panel" label={strings.details} aria-expanded={detailsShown} onClick={onDetails} />
      </div>
    </header>
  );
}
