import type { CallSnapshot } from '@parley/client';
import { Button } from '../../../components/ui/button.tsx';
import { Icon } from '../../../components/ui/icon.tsx';
import { useStore } from '../../../lib/use-store.ts';
import { type BesideCall, type BesideDesk, besideStep } from '../beside-desk.ts';
import { strings } from '../strings.ts';
import { StreamAudio } from './stream-media.tsx';

interface BesideLineProps {
  desk: BesideDesk;
  held: BesideCall;
  /** Of the visitor. */
  name: string;
  /** The visitor's call. */
  main: CallSnapshot;
  /** The visitor is off hold again. */
  onBack: () => void;
}

/** The colleague beside a call: what he does in it, and what can be done about it. */
export function BesideLine({ desk, held, name, main, onBack }: BesideLineProps) {
  const snapshot = useStore(held.call);
  const consult = held.kind === 'consult';
  const step = besideStep(snapshot);
  const back = () => {
    desk.end();
    onBack();
  };
  return (
    <div className="call-note" data-live={step === 'on' || undefined}>
      <Icon name={consult ? 'transfer' : 'speaker'} />
      <span>{consult ? consultWords(snapshot, held.name, name) : listenWords(snapshot, held.name, name, main)}</span>
      <div className="call-note-acts">
        {consult && step === 'on' && (
          <Button tone="go" onClick={() => desk.handOver()}>
            {strings.handOver}
          </Button>
        )}
        {consult && <Button onClick={back}>{strings.back}</Button>}
        {!consult && step === 'asked' && <Button onClick={() => desk.admit()}>{strings.admit}</Button>}
        {!consult && (
          <Button onClick={() => desk.end()}>{step === 'asked' ? strings.refuse : strings.endListening}</Button>
        )}
      </div>
      {consult && <StreamAudio stream={snapshot.remoteStream} />}
    </div>
  );
}

function consultWords(snapshot: CallSnapshot, colleague: string, visitor: string): string {
  if (snapshot.phase === 'reconnecting') return strings.consultLost(colleague);
  switch (besideStep(snapshot)) {
    case 'on':
      return strings.consultOn(colleague, visitor);
    case 'joining':
      return strings.consultJoining(colleague, visitor);
    case 'asking':
    case 'asked':
      return strings.consultAsking(colleague, visitor);
  }
}

function listenWords(snapshot: CallSnapshot, colleague: string, visitor: string, main: CallSnapshot): string {
  switch (besideStep(snapshot)) {
    case 'on':
      return heardWords(snapshot, colleague, visitor, main);
    case 'joining':
      return strings.listenJoining(colleague);
    case 'asking':
    case 'asked':
      return strings.listenAsked(colleague);
  }
}

/** The visitor's device says of whom it has told him; one of an older version never does. */
function heardWords(
  { call }: CallSnapshot,
  colleague: string,
  visitor: string,
  { held, remote }: CallSnapshot,
): string {
  if (remote.listener === undefined || remote.listener !== call?.beside?.colleague.id)
    return strings.listenUntold(colleague, visitor);
  return held || remote.held ? strings.listenOnHold(colleague) : strings.listenOn(colleague, visitor);
}
