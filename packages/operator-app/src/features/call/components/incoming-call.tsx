import './incoming-call.css';
import type { CallMedia } from '@parley/api/contract/views';
import { Dialog as Radix } from 'radix-ui';
import { useRef, useState } from 'react';
import { Avatar } from '../../../components/ui/avatar.tsx';
import { Button } from '../../../components/ui/button.tsx';
import { useStore } from '../../../lib/use-store.ts';
import { type CallDesk, type DeskCall, isLive } from '../call-desk.ts';
import { strings } from '../strings.ts';
import { useCallNotification, useRingTone } from '../use-ringing.ts';

/** Rings for the oldest call that waits; nothing when none does. */
export function IncomingCalls({ desk, onAnswered }: { desk: CallDesk; onAnswered: (conversationId: string) => void }) {
  const { ringing, current } = useStore(desk);
  const first = ringing[0];
  if (!first) return null;
  return (
    <IncomingCall
      key={first.call.callId}
      ring={first}
      more={ringing.length - 1}
      busyWith={current && isLive(current) ? current.visitor.name : null}
      desk={desk}
      onAnswered={onAnswered}
    />
  );
}

interface IncomingCallProps {
  ring: DeskCall;
  more: number;
  /** With whom this device is in a call already. */
  busyWith: string | null;
  desk: CallDesk;
  onAnswered: (conversationId: string) => void;
}

function IncomingCall({ ring, more, busyWith, desk, onAnswered }: IncomingCallProps) {
  const { call, visitor, conversationId, page } = ring;
  const { media } = useStore(call);
  const [silent, setSilent] = useState(busyWith !== null);
  const audible = useRingTone(!silent);
  useCallNotification(visitor.name, () => onAnswered(conversationId));
  const content = useRef<HTMLDivElement>(null);

  const answer = (withMedia: CallMedia) => {
    onAnswered(conversationId);
    void desk.answer(call.callId, withMedia);
  };
  // Focus goes to the dialog itself: a key that was meant for the composer neither takes nor refuses a call.
  // Escape and a click outside only silence it.
  return (
    <Radix.Root open>
      <Radix.Portal>
        <Radix.Overlay className="dialog-shade" />
        <Radix.Content
          ref={content}
          className="dialog incoming"
          onOpenAutoFocus={(event) => {
            event.preventDefault();
            content.current?.focus();
          }}
          onEscapeKeyDown={() => setSilent(true)}
          onInteractOutside={() => setSilent(true)}
        >
          <span className="incoming-pulse">
            <Avatar id={visitor.id} name={visitor.name} size={72} />
          </span>
          <Radix.Title>{strings.incoming(visitor.name)}</Radix.Title>
          <Radix.Description>{[strings.incomingKind[media], page].filter(Boolean).join(' · ')}</Radix.Description>
          {busyWith !== null && <p>{strings.whileInCall(busyWith)}</p>}
          {more > 0 && <p>{strings.moreRinging(more)}</p>}
          {!silent && !audible && <p>{strings.soundBlocked}</p>}
          <AnswerButtons media={media} onAnswer={answer} />
          <div className="incoming-actions">
            <Button
              tone="stop"
              icon="hangup"
              title={strings.declineHint}
              onClick={() => void desk.decline(call.callId, 'device')}
            >
              {strings.decline}
            </Button>
            <Button onClick={() => void desk.decline(call.callId, 'everyone')}>{strings.declineAll}</Button>
            <Button tone="quiet" icon="bell" disabled={silent} onClick={() => setSilent(true)}>
              {strings.silence}
            </Button>
          </div>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

function AnswerButtons({ media, onAnswer }: { media: CallMedia; onAnswer: (media: CallMedia) => void }) {
  const video = media === 'video';
  return (
    <div className="incoming-actions">
      {video && (
        <Button tone="go" icon="camera" onClick={() => onAnswer('video')}>
          {strings.answerVideo}
        </Button>
      )}
      <Button tone={video ? 'plain' : 'go'} icon="phone" onClick={() => onAnswer('audio')}>
        {video ? strings.answerAudio : strings.answer}
      </Button>
    </div>
  );
}
