/** What each side's tracks do, told to the other one: the highest revision wins. */
import type { TracksSignal } from '@parley/api/contract/events';
import type { Clock } from '../environment.ts';
import type { CallValue } from './call-value.ts';
import type { SignalQueue } from './signal-queue.ts';

export class TracksSignals {
  readonly #value: CallValue;
  readonly #signals: SignalQueue;
  readonly #clock: Clock;
  #heard = -1;
  /** By the clock, so that it grows across a reload too. */
  #told = 0;

  constructor(value: CallValue, signals: SignalQueue, clock: Clock) {
    this.#value = value;
    this.#signals = signals;
    this.#clock = clock;
  }

  tell(): void {
    const { muted, camera, call, localStream } = this.#value.now;
    if (!call || !localStream) return;
    this.#told = Math.max(this.#told + 1, this.#clock.now());
    this.#signals.send({ kind: 'tracks', audio: !muted, video: camera, rev: this.#told });
  }

  hear({ audio, video, rev }: TracksSignal): void {
    if (rev <= this.#heard) return;
    this.#heard = rev;
    this.#value.set({ remote: { audio, video, screen: false, held: false } });
  }
}
