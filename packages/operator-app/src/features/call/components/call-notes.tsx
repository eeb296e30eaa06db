import './call-notes.css';
import { barsOf, type Call, type CallSnapshot } from '@parley/client';
import { Button } from '../../../components/ui/button.tsx';
import { Icon, type IconName } from '../../../components/ui/icon.tsx';
import { cancelTransfer, toggleHeld, toggleScreen } from '../call-actions.ts';
import { strings } from '../strings.ts';
import { useTransferNews } from '../use-transfer-news.ts';

interface Note {
  key: string;
  icon: IconName;
  words: string;
  /** What to do about it. */
  act?: { label: string; run: () => void };
}

interface CallNotesProps {
  call: Call;
  snapshot: CallSnapshot;
  name: string;
  /** A colleague is asked meanwhile: that says why the visitor is on hold, and how to come back. */
  consulting: boolean;
}

/** What is out of the ordinary in this call, one line each, spoken when it begins. */
export function CallNotes({ call, snapshot, name, consulting }: CallNotesProps) {
  useTransferNews(snapshot);
  const cancel = () => cancelTransfer(call);
  const notes = [
    ...(consulting ? [] : holdNotes(call, snapshot, name)),
    ...transferNotes(snapshot, cancel),
    ...lineNotes(snapshot),
  ];
  return (
    <div role="status">
      {notes.map(({ key, icon, words, act }) => (
        <p key={key} className="call-note">
          <Icon name={icon} />
          <span>{words}</span>
          {act && <Button onClick={act.run}>{act.label}</Button>}
        </p>
      ))}
    </div>
  );
}

function holdNotes(call: Call, { phase, held, screen, remote }: CallSnapshot, name: string): Note[] {
  if (phase === 'ended') return [];
  const resume = { label: strings.resume, run: () => toggleHeld(call) };
  const stop = { label: strings.stopSharing, run: () => toggleScreen(call) };
  return [
    ...(held ? [{ key: 'held', icon: 'hold', words: strings.heldHere(name), act: resume } satisfies Note] : []),
    ...(remote.held ? [{ key: 'remote', icon: 'hold', words: strings.heldThere(name) } satisfies Note] : []),
    ...(screen && !held
      ? [{ key: 'screen', icon: 'screen', words: strings.sharing(name), act: stop } satisfies Note]
      : []),
  ];
}

function transferNotes({ phase, call }: CallSnapshot, cancel: () => void): Note[] {
  const to = call?.transfer?.to;
  if (!to || phase === 'ended' || phase === 'incoming') return [];
  const words = strings.transferring(to.name);
  return [{ key: 'transfer', icon: 'transfer', words, act: { label: strings.transferCancel, run: cancel } }];
}

function lineNotes({ phase, quality, held, remote }: CallSnapshot): Note[] {
  if (phase !== 'active' || quality === null || held || remote.held) return [];
  const bars = barsOf(quality.mos);
  if (bars > 1) return [];
  return [{ key: 'line', icon: 'alert', words: bars === 0 ? strings.bad : strings.poor }];
}
