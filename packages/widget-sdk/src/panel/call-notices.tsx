import type { ClientErrorCode } from '@parley/client';
import type { JSX, RefObject } from 'preact';
import type { Calls } from '../session/calls.ts';
import { troubleOf } from '../session/trouble.ts';
import type { Media } from '../types.ts';
import { usePanel } from './panel-context.ts';
import { useStore } from './use-store.ts';

interface Props {
  calls: Calls;
  input: RefObject<HTMLTextAreaElement | null>;
}

/** Why a wished-for call did not even begin. */
export function CallNotices({ calls, input }: Props): JSX.Element | null {
  const { away, error } = useStore(calls);
  if (away !== null) return <Away calls={calls} input={input} media={away} />;
  return error === null ? null : <Trouble calls={calls} error={error} />;
}

function Away({ calls, input, media }: Props & { media: Media }): JSX.Element {
  const { words } = usePanel();
  const write = () => {
    calls.dismiss();
    input.current?.focus();
  };
  return (
    <div class="call-notice" role="alert">
      <p>{words.call.end.unreachable}</p>
      <p class="steps">
        <button type="button" class="link" onClick={write}>
          {words.call.leaveMessage}
        </button>
        <button type="button" class="link" onClick={() => void calls.startAnyway(media)}>
          {words.call.callAnyway}
        </button>
      </p>
    </div>
  );
}

function Trouble({ calls, error }: { calls: Calls; error: ClientErrorCode }): JSX.Element {
  const { words } = usePanel();
  return (
    <div class="call-notice" role="alert">
      <p>{words.trouble[troubleOf(error)]}</p>
      <p class="steps">
        <button type="button" class="link" onClick={() => calls.dismiss()}>
          {words.call.done}
        </button>
      </p>
    </div>
  );
}
