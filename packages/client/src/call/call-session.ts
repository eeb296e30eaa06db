/**
 * One call on this device: what a person does with it. Asks for the microphone only when somebody has said so; the
 * server's word decides what comes of it. Loaded only when somebody calls.
 */
import type { CallMedia } from '@parley/api/contract/call-views';
import { ParleyError, parleyErrorOf } from '../errors.ts';
import type { CallOptions, CallParts } from './call-parts.ts';
import type { OwnMedia } from './own-media.ts';
import { ServersWord } from './servers-word.ts';

export class CallSession {
  readonly #word: ServersWord;
  readonly #parts: CallParts;
  readonly #beside: CallOptions['beside'];

  constructor(options: CallOptions) {
    this.#beside = options.beside;
    // Where we can't say it, the server ends it with the visitor's call.
    this.#word = new ServersWord(options, () => void this.hangUp().catch(() => undefined));
    this.#parts = this.#word.parts;
  }

  /** Microphone, camera and what is made of them. */
  get own(): OwnMedia {
    return this.#parts.own;
  }

  /** We call: first the microphone, then the bell over there. */
  async start(): Promise<void> {
    const { value, own, requests } = this.#parts;
    try {
      if (!(await own.open(value.now.media))) return;
      const view = await requests.start(this.#beside);
      // The other side was calling us at the same moment: there is one call, theirs.
      value.set({ callId: view.id });
      this.#word.follow();
      this.#word.take(view);
      if (value.isOver && view.state !== 'ended') await this.#end();
    } catch (cause) {
      this.#word.fail('cannotCall', parleyErrorOf(cause));
    }
  }

  /** A call that exists: it rings here, or it was ours before a reload. */
  follow(): void {
    this.#word.begin();
  }

  async accept(media: CallMedia): Promise<void> {
    const { value, own, requests, negotiator } = this.#parts;
    await this.#word.known.promise;
    const { phase, call: ringing } = value.now;
    if (phase !== 'incoming') return;
    this.#word.answering = true;
    value.step('prepare', { error: null });
    try {
      if (!(await own.open(media))) return;
      // Not before: a browser tells a page more ways out once it has the microphone.
      if (ringing) negotiator.gather(ringing);
      const { won, call } = await requests.accept();
      this.#word.answering = false;
      this.#word.take(call);
      // Hung up while it was being accepted: it is ours, and nobody else would end it.
      if (won && value.isOver) await this.#end();
      // We are in another call, on another device. This one is as it was, and so is the bell.
      if (!won && value.now.phase === 'preparing') throw new ParleyError('TOO_MANY');
    } catch (cause) {
      this.#word.answering = false;
      // Whoever was asked for the microphone until the call was over has missed it, whatever he says now.
      if (value.isOver) return;
      const error = parleyErrorOf(cause);
      this.#word.fail('cannotAnswer', error);
      throw error;
    }
  }

  async decline(scope: 'device' | 'everyone'): Promise<void> {
    this.#word.declinedHere = true;
    this.#leave();
    this.#word.take(await this.#parts.requests.decline(scope));
  }

  async hangUp(): Promise<void> {
    const { phase, call, outgoing } = this.#parts.value.now;
    if (phase === 'ended') return;
    if (!outgoing && (phase === 'incoming' || phase === 'preparing')) return this.decline('device');
    this.#leave();
    // Not started yet: `start` sees that it is over, and ends it if the server knows it already.
    if (call) await this.#end();
  }

  async transfer(operatorId: string): Promise<void> {
    this.#word.take(await this.#parts.requests.transfer(operatorId));
  }

  async cancelTransfer(): Promise<void> {
    this.#word.take(await this.#parts.requests.cancelTransfer());
  }

  async handOver(): Promise<void> {
    this.#word.take(await this.#parts.requests.handOver());
  }

  getStats(): Promise<RTCStatsReport | null> {
    return this.#parts.negotiator.getStats();
  }

  /** The page goes away, the call goes on for a while and may be taken up again. */
  dispose(): void {
    this.#parts.live.leave();
    this.#parts.value.leave();
    this.#parts.signals.close();
    this.#word.release();
  }

  #leave(): void {
    this.#parts.value.step('leave');
    this.#word.release();
  }

  async #end(): Promise<void> {
    this.#word.take(await this.#parts.requests.end());
  }
}
