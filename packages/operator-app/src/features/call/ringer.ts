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
    if (context.state !== 'closed') playNotes(context, output, NOTES);
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

/** Returns the source of the last note. */
export function playNotes(context: AudioContext, output: AudioNode, notes: number): OscillatorNode {
  const at = (note: number) => playNote(context, output, note, context.currentTime + note * NOTE_S);
  for (let note = 0; note < notes - 1; note++) at(note);
  return at(notes - 1);
}

function playNote(context: AudioContext, output: AudioNode, note: number, at: number): OscillatorNode {
  const oscillator = new OscillatorNode(context, { type: 'sine', frequency: TONES_HZ[note % 2 === 0 ? 0 : 1] });
  const envelope = new GainNode(context, { gain: 0 });
  // Ramps instead of steps: a step clicks.
  envelope.gain.setValueAtTime(0, at);
  envelope.gain.linearRampToValueAtTime(VOLUME, at + 0.02);
  envelope.gain.linearRampToValueAtTime(0, at + NOTE_S);
  oscillator.connect(envelope).connect(output);
  oscillator.start(at);
  oscillator.stop(at + NOTE_S);
  return oscillator;
}
