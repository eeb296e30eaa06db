/** How loud somebody speaks, from 0 (silence) to 1, a few times a second. */
import type { Clock } from '../environment.ts';

const LOOK_MS = 100;
/** What counts as silence; each ten decibels more sound about twice as loud. */
const SILENCE_DB = -60;

/** Until `signal` is aborted. */
export function watchLevel(
  stream: MediaStream,
  clock: Clock,
  signal: AbortSignal,
  onLevel: (level: number) => void,
): void {
  if (typeof AudioContext === 'undefined' || signal.aborted) return;
  const context = new AudioContext();
  let cancel: () => void = () => undefined;
  signal.addEventListener('abort', () => {
    cancel();
    void context.close();
  });
  const analyser = context.createAnalyser();
  context.createMediaStreamSource(stream).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  const look = () => {
    analyser.getFloatTimeDomainData(samples);
    onLevel(levelOf(samples));
    cancel = clock.after(LOOK_MS, look);
  };
  look();
}

export function levelOf(samples: Float32Array): number {
  const square = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
  const decibels = 10 * Math.log10(square);
  return Math.min(1, Math.max(0, 1 - decibels / SILENCE_DB));
}
