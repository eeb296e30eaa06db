import { playNotes } from './ringer.ts';

/** Two short tones through the chosen speaker: only a media element can be sent to one. */
export function playTestSound(speakerId: string | null): void {
  const context = new AudioContext();
  const sound = context.createMediaStreamDestination();
  const audio = new Audio();
  audio.srcObject = sound.stream;
  const play = async () => {
    // Refused for a speaker that is gone: the system's own plays then.
    if ('setSinkId' in audio) await audio.setSinkId(speakerId ?? '').catch(() => undefined);
    await audio.play();
    playNotes(context, sound, 2).addEventListener('ended', () => void context.close());
  };
  play().catch(() => void context.close());
}
