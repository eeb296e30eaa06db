/**
 * The ring, made of two tones: no file to load, nothing to cache. E5 and C#6 alternate for a second,
 * then a pause of two, as phones do.
 */
const TONES_HZ = [659.3, 1108.7] as const;
const NOTE_S = 0.18;
const NOTES = 6;
const CYCLE_MS = 3_000;
const VOLUME = 0.14;

export interface Ringer {
  /** False while the browser holds sound back because nobody has touched the page yet. */
  audible(): boolean;
  stop(): void;
}

/** Rings until stopped. */
export function startRinging(context: AudioContext): Ringer {
  const ring = () => {
    // Resuming needs a click or key some time before; until then the call rings in silence, with words for it.
    if (context.state === 'suspended') context.resume().catch(() => undefined);
    if (context.state !== 'closed') playCycle(context, output);
  };
  const output = context.createGain();
  output.connect(context.destination);
  ring();
  const timer = setInterval(ring, CYCLE_MS);
  return {
    audible: () => context.state === 'running',
    stop() {
      clearInterval(timer);
      output.disconnect();
    },
  };
}

function playCycle(context: AudioContext, output: GainNode): void {
  for (let note = 0; note < NOTES; note++) {
    const at = context.currentTime + note * NOTE_S;
    const oscillator = new OscillatorNode(context, { type: 'sine', frequency: TONES_HZ[note % 2 === 0 ? 0 : 1] });
    const envelope = new GainNode(context, { gain: 0 });
    // Ramps instead of steps: a step clicks.
    envelope.gain.setValueAtTime(0, at);
    envelope.gain.linearRampToValueAtTime(VOLUME, at + 0.02);
    envelope.gain.linearRampToValueAtTime(0, at + NOTE_S);
    oscillator.connect(envelope).connect(output);
    oscillator.start(at);
    oscillator.stop(at + NOTE_S);
  }
}
