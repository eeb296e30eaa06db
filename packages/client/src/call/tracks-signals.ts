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
    const { muted, camera, screen, held, call, localStream } = this.#value.now;
    if (!call?.callee || !localStream) return;
    this.#told = Math.max(this.#told + 1, this.#clock.now());
    // A server of the version before knows neither: only what is so is said.
    const [listener] = call.listeners ?? [];
    const more = { ...(screen && { screen }), ...(held && { held }), ...(listener && { listener: listener.id }) };
    this.#signals.send({ kind: 'tracks', audio: !muted, video: camera || screen, rev: this.#told, ...more });
  }

  /** Another device has the call over there: its clock may be behind. */
  forget(): void {
    if (this.#heard === -1) return;
    this.#heard = -1;
    this.#value.set({ remote: { audio: true, video: false, screen: false, held: false } });
  }

  hear({ audio, video, screen = false, held = false, listener, rev }: TracksSignal): void {
    if (rev <= this.#heard) return;
    this.#heard = rev;
    this.#value.set({ remote: { audio, video, screen, held, ...(listener !== undefined && { listener }) } });
  }
}
