import type { JSX } from 'preact';
import type { Media } from '../types.ts';
import { Icon } from './icons.tsx';
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
  onClose: () => void;
}

export function Header({ titleId, project, operator, online, canCall, onCall, onClose }: Props): JSX.Element {
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
        <button
          type="button"
          class="round"
          aria-label={words.call.audio}
          disabled={!canCall}
          onClick={() => onCall('audio')}
        >
          <Icon name="phone" />
        </button>
        <button
          type="button"
          class="round"
          aria-label={words.call.video}
          disabled={!canCall}
          onClick={() => onCall('video')}
        >
          <Icon name="video" />
        </button>
        <button type="button" class="round" aria-label={words.chat.close} onClick={onClose}>
          <Icon name="close" />
        </button>
      </div>
    </div>
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
