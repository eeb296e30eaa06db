import type { JSX } from 'preact';
import { endWord } from '../call/end-words.ts';
import type { Dictionary } from '../locale/dictionary.ts';
import { Icon } from '../panel/icons.tsx';
import { fill, usePanel } from '../panel/panel-context.ts';
import type { Media } from '../types.ts';
import { duration } from './dates.ts';
import type { Row } from './rows.ts';

type Line = Extract<Row, { kind: 'line' }>;

interface Props {
  row: Line;
  /** `null` while no call can be made. */
  onCallBack: ((media: Media) => void) | null;
}

/** What happened between messages: calls, and the conversation's own state. */
export function EventLine({ row: { item, callsBack }, onCallBack }: Props): JSX.Element {
  const { words, dates } = usePanel();
  return (
    <p class="line">
      {item.kind === 'call' && <Icon name={item.media === 'video' ? 'video' : 'phone'} />}
      <span>{lineText(item, words)}</span>
      {item.kind === 'call' && <time dateTime={item.at.toISOString()}>{dates.time(item.at)}</time>}
      {item.kind === 'call' && callsBack && onCallBack !== null && (
        <button type="button" class="link" onClick={() => onCallBack(item.media)}>
          {words.call.callBack}
        </button>
      )}
    </p>
  );
}

function lineText(item: Line['item'], words: Dictionary): string {
  if (item.kind === 'assigned') return fill(words.thread.joined, { name: item.operator?.name ?? words.chat.team });
  if (item.kind === 'status') return item.status === 'closed' ? words.thread.closed : words.thread.reopened;
  const name = item.media === 'video' ? words.call.lineVideo : words.call.lineAudio;
  if (item.ended === null) return name;
  if (item.ended.durationMs > 0) return `${name}, ${duration(item.ended.durationMs)}`;
  return endWord(item.ended.reason, item.caller === 'visitor', words);
}
