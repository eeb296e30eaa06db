import type { CallCheckSnapshot } from '@parley/client';
import type { JSX } from 'preact';
import type { Dictionary } from '../locale/dictionary.ts';
import { CallIcon, type CallIconName } from '../call/call-icon.tsx';
import { usePanel } from '../panel/panel-context.ts';

type Mark = 'looking' | 'good' | 'fair' | 'bad';
type Kind = 'microphone' | 'camera' | 'network';

const MARK_ICONS: Record<Mark, CallIconName> = { looking: 'clock', good: 'check', fair: 'alert', bad: 'alert' };
const KIND_ICONS: Record<Kind, CallIconName> = { microphone: 'mic', camera: 'video', network: 'globe' };

/** Calls work with these, only not at their best. */
const FAIR: readonly string[] = ['no_relay', 'UDP_BLOCKED', 'unknown'];

/** What was found, in words, and what to do; the words are spoken as they come. */
export function Findings({ found }: { found: CallCheckSnapshot }): JSX.Element {
  const { words } = usePanel();
  const { microphone, camera, network } = found;
  return (
    <div role="status" aria-atomic="false">
      <ul class="findings">
        <Finding
          kind="microphone"
          name={words.call.microphone}
          finding={microphone}
          line={deviceLine(words, microphone)}
        />
        {camera !== 'skipped' && (
          <Finding kind="camera" name={words.call.camera} finding={camera} line={cameraLine(words, camera)} />
        )}
        <Finding
          kind="network"
          name={words.check.network}
          finding={network}
          line={network === null ? words.check.looking : words.check.networkIs[network]}
        />
      </ul>
    </div>
  );
}

function Finding(props: { kind: Kind; name: string; finding: string | null; line: string }): JSX.Element {
  const mark = markOf(props.finding);
  return (
    <li class={`finding ${mark}`}>
      <CallIcon name={KIND_ICONS[props.kind]} />
      <div>
        <p class="finding-name">{props.name}</p>
        <p>{props.line}</p>
      </div>
      <CallIcon name={MARK_ICONS[mark]} class="mark" />
    </li>
  );
}

function markOf(finding: string | null): Mark {
  if (finding === null) return 'looking';
  if (finding === 'ok') return 'good';
  return FAIR.includes(finding) ? 'fair' : 'bad';
}

function deviceLine({ check }: Dictionary, finding: CallCheckSnapshot['microphone']): string {
  return finding === null || finding === 'skipped' ? check.looking : check.microphoneIs[finding];
}

function cameraLine({ check }: Dictionary, finding: CallCheckSnapshot['camera']): string {
  return finding === null || finding === 'skipped' ? check.looking : check.cameraIs[finding];
}
