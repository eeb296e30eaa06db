/** Follows the server's state of a call: phases and facts for the app, media for whoever has the call, devices after a reload. */
import type { CallEvent, RecordedCallEvent } from '@parley/api/contract/events';
import type { CallView } from '@parley/api/contract/views';
import { v7 as uuidv7 } from 'uuid';
import { parleyErrorOf, type ParleyError } from '../errors.ts';
import { makeParts, type CallOptions, type CallParts } from './call-parts.ts';
import { factsOf, otherOf, partOf, seen, type CallPhaseEvent, type Device } from './call-state.ts';
import { History } from './history.ts';

export class ServersWord {
  readonly parts: CallParts;
  /** Resolved with the first word: before it nobody knows whether there is something to accept. */
  readonly known = Promise.withResolvers<void>();
  /** Accepted here; the server has not said yet whether we were the first. */
  answering = false;
  declinedHere = false;
  #device: Device;
  #stopFollowing: (() => void) | null = null;
  readonly #history = new History((event) => this.#engage(event));
  /** The call is ours, but this page has nothing of it: it was loaded anew. */
  #resumed = false;
  #rang = false;
  /** The other side's packets have stopped. */
  #silent = false;

  constructor(options: CallOptions) {
    this.#device = options.device;
    this.parts = makeParts(options, (flows) => this.#showMedia(flows));
    // Only an operator is asked who he is; it matters where a colleague hands a call over.
    options.operatorId?.().then(
      (operatorId) => this.#identify(operatorId),
      () => undefined,
    );
  }

  follow(): void {
    const { requests } = this.parts;
    this.#stopFollowing?.();
    this.#stopFollowing = requests.follow(
      (event) => this.#hear(event),
      () => this.follow(),
      (error) => this.fail('leave', error),
    );
  }

  /** It comes by the stream and as answers; the higher version is the newer. */
  take(view: CallView): void {
    const { call } = this.parts.value.now;
    if (call === null || view.version > call.version) this.#apply(view);
  }

  #apply(view: CallView): void {
    const { value, own, live, tracks } = this.parts;
    const device = this.#device;
    const { call, camera } = value.now;
    const part = partOf(view, device);
    const mayTake = part === 'called' || part === 'offered';
    const event = this.answering && mayTake && view.state !== 'ended' ? 'prepare' : seen(view, device);
    this.known.resolve();
    if (call && otherOf(call, device.side).deviceId !== otherOf(view, device.side).deviceId) tracks.forget();
    value.step(event, factsOf(view, device, this.declinedHere, value.now));
    if (value.isOver) return this.#over(view);
    if (this.#silent) this.#showMedia(false);
    if (mayTake) return this.#sayThatItRings();
    if (part !== 'caller' && part !== 'callee') return;
    live.begin();
    // Both sides called at once, and the other one with its voice alone: nobody is shown more than he asked to show.
    if (view.media === 'audio' && camera && call?.media !== 'audio') void own.setCamera(false).catch(() => undefined);
    if (!own.tracks.isOpen && !this.#resumed) this.#resume();
    if (!this.#resumed) this.#negotiate(view);
  }

  /** A view that came before we knew may be an offer to us. */
  #identify(operatorId: string): void {
    this.#device = { ...this.#device, operatorId };
    const { call } = this.parts.value.now;
    if (call?.transfer && !this.parts.value.isOver) this.#apply(call);
  }

  #over(view: CallView): void {
    const { value, negotiator } = this.parts;
    if (view.endReason === 'connect_failed' && negotiator.relayRefused) value.set({ error: 'TURN_REFUSED' });
    this.release();
  }

  fail(event: CallPhaseEvent, error: ParleyError): void {
    const { value } = this.parts;
    this.known.resolve();
    if (value.left.aborted) return;
    value.step(event, { error: error.code });
    this.release();
  }

  /** Devices and media go at once; the stream of the call is followed until its end is known. */
  release(): void {
    const { value, own, negotiator, quality, live } = this.parts;
    own.close();
    if (!value.isOver) return;
    live.end();
    quality.close();
    negotiator.close();
    if (value.left.aborted || value.now.call?.state === 'ended') this.#stopFollowing?.();
  }

  #hear(event: CallEvent): void {
    if (event.type === 'reset') return;
    if (event.type === 'state') this.take(event.call);
    else if (event.signal.kind === 'tracks') this.parts.tracks.hear(event.signal);
    this.#history.hear(event);
  }

  /** What is of the present: generations that begin now, and what the other side says of them. */
  #engage(event: RecordedCallEvent): void {
    const { value, negotiator } = this.parts;
    if (value.isOver) return;
    if (event.type === 'signal') {
      if (event.signal.kind !== 'tracks') negotiator.hear(event.signal);
      return;
    }
    const part = partOf(event.call, this.#device);
    if (this.#resumed && (part === 'caller' || part === 'callee')) this.#negotiate(event.call);
  }

  #negotiate(view: CallView): void {
    const { negotiator, tracks } = this.parts;
    negotiator.follow(view);
    // The other side may be a page that was loaded anew and knows nothing of us.
    if (view.callee) tracks.tell();
  }

  /** The other side is heard as soon as it can be, whatever our microphone does. */
  #resume(): void {
    const { requests, negotiator } = this.parts;
    this.#resumed = true;
    const restart = requests.signal({ signalId: uuidv7(), signal: { kind: 'restart', what: 'peer' } });
    // Of a call that is over meanwhile the stream tells.
    this.#history.endWith(restart).catch(() => undefined);
    negotiator.prepare();
    void this.#openAgain();
  }

  async #openAgain(): Promise<void> {
    const { value, own, choices, signals } = this.parts;
    try {
      const { camera, ...facts } = (await choices.read()) ?? { camera: value.now.media === 'video' };
      value.set(facts);
      await own.open(camera ? 'video' : 'audio');
    } catch (cause) {
      value.set({ error: parleyErrorOf(cause).code });
      signals.send({ kind: 'media', state: 'denied', gen: value.now.call?.gen ?? 0 });
    }
  }

  /** At once: where packets are lost, the server's word may be held up too. */
  #showMedia(flows: boolean): void {
    const { value, quality } = this.parts;
    const { call, phase } = value.now;
    if (flows) quality.start();
    this.#silent = !flows;
    if (!flows && phase === 'active') value.step('reconnecting');
    if (flows && phase === 'reconnecting' && call?.state === 'active') value.step('active');
  }

  #sayThatItRings(): void {
    if (this.#rang) return;
    this.#rang = true;
    this.parts.signals.send({ kind: 'ringing' });
  }
}
