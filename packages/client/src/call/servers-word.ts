/** Follows the server's state of a call: phases and facts for the app, the bell, and media for whoever has the call. */
import type { CallEvent } from '@parley/api/contract/events';
import type { CallView } from '@parley/api/contract/call-views';
import type { ParleyError } from '../errors.ts';
import { factsOf, holds, isEarly, otherOf, partOf, placed, seen, type Device, type Part } from './call-part.ts';
import { makeParts, type CallOptions, type CallParts } from './call-parts.ts';
import type { CallPhaseEvent } from './call-state.ts';
import { Engagement } from './engagement.ts';

export class ServersWord {
  readonly parts: CallParts;
  /** Resolved with the first word: before it nobody knows whether there is something to accept. */
  readonly known = Promise.withResolvers<void>();
  /** Accepted here; the server has not said yet whether we were the first. */
  answering = false;
  declinedHere = false;
  readonly #operatorId: CallOptions['operatorId'];
  readonly #engagement: Engagement;
  #device: Device;
  #stopFollowing: (() => void) | null = null;
  #rang = false;

  /** @param onVisitorsOver as in `makeParts` */
  constructor(options: CallOptions, onVisitorsOver: () => void) {
    this.#device = options.device;
    this.#operatorId = options.operatorId;
    this.parts = makeParts(options, {
      onMedia: (flows) => this.#engagement.showMedia(flows),
      side: () => this.#device.side,
      onVisitorsOver,
    });
    this.#engagement = new Engagement(this.parts, (view) => holds(partOf(view, this.#device)));
  }

  /**
   * Of a call that exists. To operators it may have been all kinds of things before it was offered to them by a colleague:
   * they begin with what it is now, and who they are. The stream is opened meanwhile.
   */
  begin(): void {
    this.follow(this.#operatorId ? this.#begin(this.#operatorId) : Promise.resolve());
  }

  follow(ready: Promise<void> = Promise.resolve()): void {
    const { requests } = this.parts;
    this.#stopFollowing?.();
    this.#stopFollowing = requests.follow(
      (event) => void ready.then(() => this.#hear(event)),
      () => this.follow(),
      (error) => this.fail('leave', error),
    );
  }

  /** It comes by the stream and as answers; the higher version is the newer. */
  take(view: CallView): void {
    const { value, tracks } = this.parts;
    const before = value.now.call;
    if (before && view.version <= before.version) return;
    const device = placed(view, this.#device);
    this.#device = device;
    const part = partOf(view, device);
    const mayTake = part === 'called' || part === 'offered';
    const event = this.answering && mayTake && view.state !== 'ended' ? 'prepare' : seen(view, device);
    this.known.resolve();
    if (before && otherOf(before, device.side).deviceId !== otherOf(view, device.side).deviceId) tracks.forget();
    value.step(event, factsOf(view, device, this.declinedHere, value.now));
    if (value.isOver) return this.#over(view);
    // Whoever listens is heard of before he hears: this says that he has been.
    if (listenerOf(before) !== listenerOf(view)) tracks.tell();
    if (mayTake) this.#rings(view, part);
    else if (holds(part)) this.#engagement.take(view, before);
  }

  fail(event: CallPhaseEvent, error: ParleyError): void {
    const { value } = this.parts;
    this.known.resolve();
    // Why it was over has been said.
    if (value.isOver) return;
    value.step(event, { error: error.code });
    this.release();
  }

  /** Devices and media go at once; the stream of the call is followed until its end is known. */
  release(): void {
    const { value, own, negotiator, quality, live, side } = this.parts;
    own.close();
    side.close();
    // Whoever could not answer may try again.
    if (!value.isOver) return negotiator.relent();
    live.end();
    quality.close();
    negotiator.close();
    if (value.left.aborted || value.now.call?.state === 'ended') this.#stopFollowing?.();
  }

  /** What can't be learnt is done without: then the stream tells from the beginning. */
  async #begin(askOperatorId: () => Promise<string>): Promise<void> {
    const present = this.parts.requests.present().catch(() => null);
    const operatorId = await askOperatorId().catch(() => null);
    this.#device = { ...this.#device, operatorId };
    const view = await present;
    if (view && !this.parts.value.isOver) this.take(view);
  }

  #hear(event: CallEvent): void {
    if (event.type === 'reset' || this.parts.value.left.aborted) return;
    if (event.type === 'state') this.take(event.call);
    this.#engagement.hear(event);
  }

  #over(view: CallView): void {
    const { value, negotiator, choices } = this.parts;
    // What he chose while he was asked holds in the call that he has got.
    const got = view.endReason === 'transferred' && this.#device.side === 'colleague';
    if (got && view.beside) choices.handOn(view.beside.callId);
    if (view.endReason === 'connect_failed' && negotiator.relayRefused) value.set({ error: 'TURN_REFUSED' });
    this.release();
  }

  #rings(view: CallView, part: Part): void {
    const { signals, negotiator } = this.parts;
    if (!this.#rang) {
      this.#rang = true;
      signals.send({ kind: 'ringing' });
      if (view.early) signals.send({ kind: 'early' });
      // Relays are for who is in the call, or may still get it from nobody.
      if (part === 'called') negotiator.prepare();
    }
    if (isEarly(view, this.#device)) this.#engagement.takeEarly(view);
  }
}

const listenerOf = (view: CallView | null): string | undefined => view?.listeners?.[0]?.id;
