/**
 * What the media of a generation does: told to the app as it happens, and to the server once each, which begins another
 * generation where this one has failed.
 */
import type { Clock } from '../environment.ts';
import type { SignalQueue } from './signal-queue.ts';

export interface MediaReportsOptions {
  clock: Clock;
  signals: SignalQueue;
  /** There is a way between the two sides, or packets have stopped to come. */
  onMedia(flows: boolean): void;
  /** Both descriptions of a generation are set. */
  onSettled: () => void;
}

/** A restart that has brought no packets within this time has failed; the next one takes another way. */
const RESTART_MS = 5_000;

export class MediaReports {
  readonly #options: MediaReportsOptions;
  #gen = -1;
  /** Both descriptions of this generation are set. */
  #settled = false;
  #reported: 'connected' | 'lost' | 'failed' | null = null;
  /** Both sides have heard each other once. */
  #hadMedia = false;
  #cancelDeadline: (() => void) | null = null;

  constructor(options: MediaReportsOptions) {
    this.#options = options;
  }

  get hadMedia(): boolean {
    return this.#hadMedia;
  }

  get isSettled(): boolean {
    return this.#settled;
  }

  /** @param hasFlowed media, in this call, between the two who had it; connected while it rings is not yet that */
  begin(gen: number, hasFlowed: boolean): void {
    this.#gen = gen;
    this.#hadMedia &&= hasFlowed;
    this.#settled = false;
    this.#reported = null;
    this.#cancelDeadline?.();
    // The first one's time is the server's to keep.
    if (this.#hadMedia) this.#cancelDeadline = this.#options.clock.after(RESTART_MS, () => this.fail());
  }

  settle(): void {
    this.#settled = true;
    this.#options.onSettled();
  }

  /** @param isAlive something has come since the generation began */
  look(state: RTCPeerConnectionState, isAlive: boolean): void {
    if (state === 'failed') return this.fail();
    if (state !== 'connected' || !this.#settled) return;
    // A restart leaves the state as it was: only what comes shows that there is a way again.
    if (this.#hadMedia && !isAlive) return;
    this.#hadMedia = true;
    this.#cancelDeadline?.();
    this.#options.onMedia(true);
    this.#report('connected');
  }

  /** Packets come, for the first time or again. */
  flow(state: RTCPeerConnectionState): void {
    this.#options.onMedia(true);
    this.#options.signals.withdrawRestart();
    this.look(state, true);
  }

  /** Most losses are short, and heal by themselves; of the others each second counts. */
  silence(): void {
    this.#options.onMedia(false);
    if (this.#reported !== 'connected') return;
    this.#report('lost');
    this.#options.signals.send({ kind: 'restart', what: 'ice' });
  }

  /** This generation is lost: the server begins another or ends the call. */
  fail(): void {
    this.#report('failed');
  }

  close(): void {
    this.#cancelDeadline?.();
  }

  #report(state: 'connected' | 'lost' | 'failed'): void {
    if (this.#reported === state) return;
    this.#reported = state;
    this.#options.signals.send({ kind: 'media', state, gen: this.#gen });
  }
}
