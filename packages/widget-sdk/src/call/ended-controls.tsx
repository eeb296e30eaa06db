import type { CallSnapshot } from '@parley/client';
import type { JSX } from 'preact';
import { usePanel } from '../panel/panel-context.ts';
import type { Calls } from '../session/calls.ts';
import { afterCall } from './after-call.ts';

/** What to do now; after each end the first button is what most people would want next. */
export function EndedControls({ calls, snapshot }: { calls: Calls; snapshot: CallSnapshot }): JSX.Element {
  const { words } = usePanel();
  return (
    <div class="controls ended">
      {afterCall(snapshot).map((step, index) => (
        <button
          key={step}
          type="button"
          class={`pill${index > 0 ? ' quiet' : ''}`}
          onClick={() =>
            step === 'again' || step === 'callBack' ? void calls.startAnyway(snapshot.media) : leave(step)
          }
        >
          {words.call[step]}
        </button>
      ))}
    </div>
  );

  function leave(step: 'leaveMessage' | 'done' | 'check'): void {
    if (step === 'check') calls.openCheck(snapshot.media);
    else calls.dismiss();
  }
}
