import type { JSX } from 'preact';
import type { Media } from '../types.ts';
import { Icon, type IconName } from './icons.tsx';
import { usePanel } from './panel-context.ts';

interface Props {
  titleId: string;
  /** `null` until the server has told. */
  project: string | null;
  /** The operator who has the conversation. */
  operator: string | null;
  online: boolean;
  /** No call buttons while one is running, or before there is a connection. */
  canCall: boolean;
  onCall: (media: Media) => void;
  /** Looks at microphone and network first. */
  onCheck: () => void;
  onClose: () => void;
}

export function Header({ titleId, project, operator, online, canCall, onCall, onCheck, onClose }: Props): JSX.Element {
  const { words } = usePanel();
  const name = operator ?? project ?? words.chat.team;
  return (
    <div class="header">
      <Monogram name={operator ?? project} online={online} />
      <div class="who">
        <h2 id={titleId}>{name}</h2>
        {project !== null && <p>{online ? words.chat.online : words.chat.away}</p>}
      </div>
      <div class="actions">
        <Action icon="headset" label={words.call.check} enabled={canCall} onPress={onCheck} />
        <Action icon="phone" label={words.call.audio} enabled={canCall} onPress={() => onCall('audio')} />
        <Action icon="video" label={words.call.video} enabled={canCall} onPress={() => onCall('video')} />
        <Action icon="close" label={words.chat.close} enabled onPress={onClose} />
      </div>
    </div>
  );
}

interface ActionProps {
  icon: IconName;
  label: string;
  enabled: boolean;
  onPress: () => void;
}

function Action({ icon, label, enabled, onPress }: ActionProps): JSX.Element {
  return (
    <button type="button" class="round" aria-label={label} title={label} disabled={!enabled} onClick={onPress}>
      <Icon name={icon} />
    </button>
  );
}

export function Monogram({ name, online = false }: { name: string | null; online?: boolean }): JSX.Element {
  const letter = [...(name ?? '').trim()][0]?.toLocaleUpperCase();
  return (
    <span class={`monogram${online ? ' online' : ''}`} aria-hidden="true">
      {letter ?? <Icon name="chat" />}
    </span>
  );
}
