import './incoming-call.css';
import type { CallMedia } from '@parley/api/contract/call-views';
import { Dialog as Radix } from 'radix-ui';
import { useRef, useState } from 'react';
import { Button } from '../../../components/ui/button.tsx';
import { useReturnFocus } from '../../../components/ui/return-focus.ts';
import { useStore } from '../../../lib/use-store.ts';
import type { CallDesk } from '../call-desk.ts';
import { type DeskCall, isLive } from '../desk-call.ts';
import { strings } from '../strings.ts';
import { useCallNotification, useRingTone } from '../use-ringing.ts';
import { FirstCall, WaitingCall } from './ringing-call.tsx';

interface IncomingCallsProps {
  desk: CallDesk;
  onAnswered: (conversationId: string) => void;
}

/** Everything that rings, the oldest call large; nothing when none does. */
export function IncomingCalls({ desk, onAnswered }: IncomingCallsProps) {
  const { ringing, current } = useStore(desk);
  const [first] = ringing;
  if (!first) return null;
  const busyWith = current && isLive(current) ? current.visitor.name : null;
  return <IncomingDialog {...{ ringing, first, busyWith, desk, onAnswered }} />;
}

interface IncomingDialogProps extends IncomingCallsProps {
  ringing: readonly DeskCall[];
  first: DeskCall;
  /** With whom this device is in a call already. */
  busyWith: string | null;
}

/**
 * One dialog for as long as anything rings, so that a call that comes or goes takes nobody's focus. Focus goes to the
 * dialog itself: a key that was meant for the composer neither takes nor refuses a call. Escape and a click outside
 * only silence what rings; a call that comes later rings again. Who is in a call is not rung into the ear.
 */
function IncomingDialog({ ringing, first, busyWith, desk, onAnswered }: IncomingDialogProps) {
  useReturnFocus(true);
  const [silenced, setSilenced] = useState<ReadonlySet<string>>(new Set());
  const loud = busyWith === null && ringing.some(({ call }) => !silenced.has(call.callId));
  const audible = useRingTone(loud);
  const content = useRef<HTMLDivElement>(null);
  const silence = () => setSilenced(new Set(ringing.map(({ call }) => call.callId)));
  const answer = ({ call, conversationId }: DeskCall, media: CallMedia) => {
    onAnswered(conversationId);
    void desk.answer(call.callId, media);
  };
  const words = strings.answer[busyWith === null ? 'free' : 'inCall'];
  const others = ringing.filter((ring) => ring !== first);
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
          onEscapeKeyDown={silence}
          onInteractOutside={silence}
        >
          <FirstCall
            key={first.call.callId}
            {...{ desk, words }}
            ring={first}
            onAnswer={(media) => answer(first, media)}
          >
            {busyWith !== null && <p>{strings.whileInCall(busyWith)}</p>}
            {loud && !audible && <p>{strings.soundBlocked}</p>}
          </FirstCall>
          <Button tone="quiet" icon="bell" disabled={!loud} onClick={silence}>
            {loud ? strings.silence : strings.silenced}
          </Button>
          <div className="incoming-others" role="log" aria-label={strings.alsoRinging}>
            {others.length > 0 && <h3>{strings.alsoRinging}</h3>}
            {others.map((ring) => (
              <WaitingCall
                key={ring.call.callId}
                {...{ ring, desk, words }}
                onAnswer={(media) => answer(ring, media)}
              />
            ))}
          </div>
          {ringing.map((ring) => (
            <RingNotification key={ring.call.callId} ring={ring} />
          ))}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

function RingNotification({ ring }: { ring: DeskCall }) {
  const { call } = useStore(ring.call);
  const title = call?.beside ? strings.consulting(call.beside.operator.name) : strings.incoming(ring.visitor.name);
  useCallNotification(ring.call.callId, title, ring.conversationId);
  return null;
}
