import type { CallPhase } from '@parley/client';
import { useEffect } from 'preact/hooks';

type Tone = { notes: readonly number[]; everyMs: number };

/** Two soft notes for a call that comes in, one for a call that rings over there. In hertz. */
const TONES: Partial<Record<CallPhase, Tone>> = {
  incoming: { notes: [659, 523], everyMs: 2_400 },
  ringing: { notes: [440], everyMs: 4_000 },
};
const NOTE_SECONDS = 0.45;
/** Quiet: a page that rings loudly in an office is not opened again. */
const VOLUME = 0.06;

export function useRingTone(phase: CallPhase): void {
  useEffect(() => {
    const tone = TONES[phase];
    return tone === undefined || !('AudioContext' in window) ? undefined : ring(tone);
  }, [phase]);
}

/** Without a press on the page before, browsers keep the context silent; the view shows the call anyway. */
function ring({ notes, everyMs }: Tone): () => void {
  const context = new AudioContext();
  const play = () => notes.forEach((hertz, index) => note(context, hertz, context.currentTime + index * NOTE_SECONDS));
  play();
  const timer = setInterval(play, everyMs);
  return () => {
    clearInterval(timer);
    void context.close();
  };
}

function note(context: AudioContext, hertz: number, from: number): void {
  const oscillator = new OscillatorNode(context, { type: 'sine', frequency: hertz });
  const gain = new GainNode(context, { gain: 0 });
  gain.gain.setTargetAtTime(VOLUME, from, 0.02);
  gain.gain.setTargetAtTime(0, from + NOTE_SECONDS * 0.6, 0.08);
  oscillator.connect(gain).connect(context.destination);
  oscillator.start(from);
  oscillator.stop(from + NOTE_SECONDS * 2);
}
