import type { CallMedia } from '@parley/api/contract/call-views';
import { Dialog as Radix } from 'radix-ui';
import type { ReactNode } from 'react';
import { Avatar } from '../../../components/ui/avatar.tsx';
import { Button, IconButton } from '../../../components/ui/button.tsx';
import { useStore } from '../../../lib/use-store.ts';
import type { CallDesk } from '../call-desk.ts';
import type { DeskCall } from '../desk-call.ts';
import { operatorOf } from '../end-words.ts';
import { strings } from '../strings.ts';

/** What answering is called: in a call it does more. */
export type AnswerWords = (typeof strings.answer)['free' | 'inCall'];

interface RingingCallProps {
  ring: DeskCall;
  desk: CallDesk;
  words: AnswerWords;
  onAnswer: (media: CallMedia) => void;
}

/** The call that has waited longest: who, from where, and what one can do about it. */
export function FirstCall({ ring, desk, words, onAnswer, children }: RingingCallProps & { children: ReactNode }) {
  const { call, visitor } = ring;
  const { media, who, transferredBy, askedBy, about } = useRing(ring);
  const decline = (scope: 'device' | 'everyone') => void desk.decline(call.callId, scope);
  return (
    <>
      <span className="incoming-pulse">
        <Avatar id={who.id} name={who.name} size={72} />
      </span>
      <Radix.Title className="incoming-name" dir="auto">
        {askedBy === null ? strings.incoming(visitor.name) : strings.consulting(askedBy)}
      </Radix.Title>
      {transferredBy !== null && <p className="incoming-transfer">{strings.transferFrom(transferredBy)}</p>}
      <Radix.Description className="incoming-about">{about}</Radix.Description>
      {children}
      <div className="incoming-actions">
        {media === 'video' && (
          <Button tone="go" icon="camera" onClick={() => onAnswer('video')}>
            {words.video}
          </Button>
        )}
        <Button tone={media === 'video' ? 'plain' : 'go'} icon="phone" onClick={() => onAnswer('audio')}>
          {media === 'video' ? words.audio : words.plain}
        </Button>
      </div>
      <div className="incoming-actions">
        <Button
          tone="stop"
          icon="hangup"
          title={askedBy === null ? strings.declineHint : undefined}
          onClick={() => decline('device')}
        >
          {strings.decline}
        </Button>
        {transferredBy === null && askedBy === null && (
          <Button onClick={() => decline('everyone')}>{strings.declineAll}</Button>
        )}
      </div>
    </>
  );
}

/** One of the others, in a line. */
export function WaitingCall({ ring, desk, words, onAnswer }: RingingCallProps) {
  const { call, visitor } = ring;
  const { media, who, transferredBy, askedBy, about } = useRing(ring);
  return (
    <div className="incoming-other">
      <Avatar id={who.id} name={who.name} size={32} />
      <div className="incoming-who">
        <strong className="truncate" dir="auto">
          {askedBy === null ? visitor.name : strings.consulting(askedBy)}
        </strong>
        <span className="truncate" dir="auto">
          {transferredBy === null ? about : strings.transferFrom(transferredBy)}
        </span>
      </div>
      <IconButton
        tone="go"
        icon={media === 'video' ? 'camera' : 'phone'}
        label={words.name(who.name)}
        onClick={() => onAnswer(media)}
      />
      <IconButton
        tone="stop"
        icon="hangup"
        label={strings.declineName(who.name)}
        onClick={() => void desk.decline(call.callId, 'device')}
      />
    </div>
  );
}

function useRing({ call, page, visitor }: DeskCall) {
  const { media, call: view } = useStore(call);
  const asking = view?.beside?.operator;
  const askedBy = asking?.name ?? null;
  return {
    media,
    who: asking ?? visitor,
    /** The colleague who wants to ask us something, or `null`. */
    askedBy,
    /** The colleague who wants to hand the call over, or `null`: the visitor rings for all. */
    transferredBy: view?.transfer ? (operatorOf(view)?.name ?? null) : null,
    about:
      askedBy === null
        ? [strings.incomingKind[media], page].filter(Boolean).join(' · ')
        : strings.consultAbout(visitor.name),
  };
}
