import type { CallCheckSnapshot } from '@parley/client';
import type { JSX } from 'preact';
import type { CheckWords } from '../locale/check-words.ts';
import { CallIcon, type CallIconName } from '../call/call-icon.tsx';
import { usePanel } from '../panel/panel-context.ts';

type Mark = 'looking' | 'good' | 'fair' | 'bad';
type Kind = 'microphone' | 'camera' | 'network';

const MARK_ICONS: Record<Mark, CallIconName> = { looking: 'clock', good: 'check', fair: 'alert', bad: 'alert' };
const KIND_ICONS: Record<Kind, CallIconName> = { microphone: 'mic', camera: 'video', network: 'globe' };

/** Calls work with these, only not at their best. */
const FAIR: readonly string[] = ['no_relay', 'UDP_BLOCKED', 'unknown'];

/** What was found, in words, and what to do; the words are spoken as they come. */
export function Findings({ found, words }: { found: CallCheckSnapshot; words: CheckWords }): JSX.Element {
  const { call } = usePanel().words;
  const { microphone, camera, network } = found;
  return (
    <div role="status" aria-atomic="false">
      <ul class="findings">
        <Finding kind="microphone" name={call.microphone} finding={microphone} line={deviceLine(words, microphone)} />
        {camera !== 'skipped' && (
          <Finding kind="camera" name={call.camera} finding={camera} line={cameraLine(words, camera)} />
        )}
        <Finding
          kind="network"
          name={words.network}
          finding={network}
          line={network === null ? words.looking : words.networkIs[network]}
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

function deviceLine(words: CheckWords, finding: CallCheckSnapshot['microphone']): string {
  return finding === null || finding === 'skipped' ? words.looking : words.microphoneIs[finding];
}

function cameraLine(words: CheckWords, finding: CallCheckSnapshot['camera']): string {
  return finding === null || finding === 'skipped' ? words.looking : words.cameraIs[finding];
}
