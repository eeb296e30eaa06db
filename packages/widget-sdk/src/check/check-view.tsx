import type { CallCheckSnapshot } from '@parley/client';
import type { ComponentType, JSX } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { canChooseSpeaker } from '../call/abilities.ts';
import { DeviceSelect } from '../call/device-select.tsx';
import { CallIcon } from '../call/call-icon.tsx';
import { usePanel } from '../panel/panel-context.ts';
import { useStore } from '../panel/use-store.ts';
import type { Calls } from '../session/calls.ts';
import type { Checks } from '../session/checks.ts';
import type { ChosenDevices } from '../session/chosen-devices.ts';
import { loadCheckWords } from '../locale/check-locales.ts';
import type { CheckWords } from '../locale/check-words.ts';
import type { Locale, Media } from '../types.ts';
import css from '../style/check.css';
import choiceCss from '../style/choice.css';
import { Findings } from './findings.tsx';
import { Level } from './level.tsx';
import { useCheck } from './use-check.ts';

export const checkCss: string = choiceCss + css;

export interface LoadedCheck {
  View: ComponentType<CheckViewProps>;
  words: CheckWords;
}

interface CheckViewProps {
  checks: Checks;
  calls: Calls;
  words: CheckWords;
  media: Media;
}

export async function loadCheckView(locale: Locale): Promise<LoadedCheck> {
  return { View: CheckView, words: await loadCheckWords(locale) };
}

/** Before a call: does it work here, and if not, why? */
function CheckView({ checks, calls, words, media }: CheckViewProps): JSX.Element {
  const { call: callWords } = usePanel().words;
  const [camera, setCamera] = useState(media === 'video');
  const chosen = useStore(calls.chosen);
  const { found, again } = useCheck(checks, camera ? 'video' : 'audio', chosen);
  const view = useRef<HTMLElement>(null);
  const body = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => view.current?.focus({ preventScroll: true }), []);
  // What is looked at now stands above the button that asks for it, on a small screen out of sight.
  useLayoutEffect(() => body.current?.scrollTo({ top: 0 }), [camera]);
  const choose = (change: Partial<ChosenDevices>) => calls.chosen.set({ ...calls.chosen.getSnapshot(), ...change });
  const hopeless = useVerdict(found);
  const withVideo = camera && (found.camera === 'ok' || found.camera === null);
  const call = ({ detail: pressesInARow }: MouseEvent) => {
    // The second press of a double click was meant for what stood here before.
    if (pressesInARow > 1) return;
    checks.close();
    void calls.start(withVideo ? 'video' : 'audio');
  };

  return (
    <section ref={view} tabIndex={-1} class="check" aria-label={callWords.check}>
      <div class="check-head">
        <h2>{callWords.check}</h2>
        <button type="button" class="round" aria-label={words.close} onClick={() => checks.close()}>
          <CallIcon name="close" />
        </button>
      </div>
      <div ref={body} class="check-body">
        {camera && found.stream !== null && found.camera === 'ok' && (
          <Preview stream={found.stream} label={words.ownPicture} />
        )}
        <Findings {...{ found, words }} />
        {found.microphone === 'ok' && <Level level={found.level} words={words} />}
        <DeviceSelect
          label={callWords.microphone}
          devices={found.microphones}
          chosen={chosen.microphone ?? null}
          onChoose={(microphone) => choose({ microphone })}
        />
        {camera && (
          <DeviceSelect
            label={callWords.camera}
            devices={found.cameras}
            chosen={chosen.camera ?? null}
            onChoose={(id) => choose({ camera: id })}
          />
        )}
        {canChooseSpeaker() && (
          <DeviceSelect
            label={callWords.speaker}
            devices={found.speakers}
            chosen={chosen.speaker}
            onChoose={(speaker) => choose({ speaker })}
          />
        )}
        <p class="check-links">
          <button type="button" class="link" onClick={() => setCamera(!camera)}>
            {camera ? words.withoutCamera : words.withCamera}
          </button>
          {!hopeless && (
            <button type="button" class="link" onClick={again}>
              {words.again}
            </button>
          )}
        </p>
      </div>
      <div class="check-foot">
        {hopeless ? (
          <button type="button" class="pill" onClick={again}>
            {words.again}
          </button>
        ) : (
          <button type="button" class="pill" onClick={call}>
            {withVideo ? callWords.video : callWords.audio}
          </button>
        )}
      </div>
    </section>
  );
}

/**
 * Without microphone and network there is no call; a camera is only nice to have. While one looks again it is as it was: a
 * button that became another one in between would be pressed by mistake.
 */
function useVerdict({ microphone, network }: CallCheckSnapshot): boolean {
  const hopeless = useRef(false);
  const deaf = microphone !== null && microphone !== 'ok';
  const cut = network === 'OFFLINE' || network === 'RELAY_UNREACHABLE';
  if (deaf || cut) hopeless.current = true;
  else if (microphone !== null && network !== null) hopeless.current = false;
  return hopeless.current;
}

function Preview({ stream, label }: { stream: MediaStream; label: string }): JSX.Element {
  const video = useRef<HTMLVideoElement>(null);
  useLayoutEffect(() => {
    if (video.current !== null) video.current.srcObject = stream;
  }, [stream]);
  return <video ref={video} class="preview" autoplay playsInline muted aria-label={label} />;
}
