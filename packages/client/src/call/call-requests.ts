/** What a call asks of the server. Most are repeated until they are answered, or the page leaves the call. */
import type { CallEvent } from '@parley/api/contract/events';
import type { CallQualityReport, CallView, IceServer } from '@parley/api/contract/call-views';
import type { Api } from '../connection/transport.ts';
import { untilAnswered, type Patience } from '../connection/until-answered.ts';
import type { ParleyError } from '../errors.ts';
import { followStream } from '../timeline/follow-stream.ts';
import type { CallValue } from './call-value.ts';
import type { SideStart } from './side-media.ts';
import type { OutgoingSignal } from './signal-lane.ts';

/** A call that rings later than this is none: whoever is told to wait longer hears so, and decides himself. */
const LONGEST_START_MS = 5_000;

export class CallRequests {
  readonly #api: Api;
  readonly #patience: Patience;
  readonly #value: CallValue;

  constructor(api: Api, patience: Patience, value: CallValue) {
    this.#api = api;
    this.#patience = patience;
    this.#value = value;
  }

  /** What the call is now; for operators alone. */
  async present(): Promise<CallView> {
    const { callId } = this.#value.now;
    return (await this.#ask(() => this.#api.call.details.query({ callId }))).call;
  }

  start(beside: SideStart | null): Promise<CallView> {
    const { callId, conversationId, media } = this.#value.now;
    const { call } = this.#api;
    if (beside === null)
      return untilAnswered(
        () => call.start.mutate({ callId, conversationId, media }),
        this.#patience,
        this.#value.left,
        LONGEST_START_MS,
      );
    const ids = { callId: beside.callId, sideCallId: callId };
    if (beside.kind === 'listen') return this.#ask(() => call.listen.mutate(ids));
    return this.#ask(() => call.consult.mutate({ ...ids, operatorId: beside.operatorId }));
  }

  accept(): Promise<{ won: boolean; call: CallView }> {
    const { callId } = this.#value.now;
    return this.#ask(() => this.#api.call.accept.mutate({ callId }));
  }

  decline(scope: 'device' | 'everyone'): Promise<CallView> {
    const { callId } = this.#value.now;
    return this.#tell(() => this.#api.call.decline.mutate({ callId, scope }));
  }

  end(): Promise<CallView> {
    const { callId } = this.#value.now;
    return this.#tell(() => this.#api.call.end.mutate({ callId }));
  }

  signal(outgoing: OutgoingSignal): Promise<{ seq: number }> {
    const { callId } = this.#value.now;
    return this.#ask(() => this.#api.call.signal.mutate({ callId, ...outgoing }));
  }

  iceServers(): Promise<IceServer[]> {
    const { callId } = this.#value.now;
    return this.#ask(() => this.#api.call.iceServers.query({ callId }));
  }

  /** Once: asked again after the colleague has said no, it would ring him again. What became of it, the stream tells. */
  transfer(operatorId: string): Promise<CallView> {
    const { callId } = this.#value.now;
    return this.#api.call.transfer.mutate({ callId, operatorId });
  }

  cancelTransfer(): Promise<CallView> {
    const { callId } = this.#value.now;
    return this.#ask(() => this.#api.call.cancelTransfer.mutate({ callId }));
  }

  handOver(): Promise<CallView> {
    const { callId } = this.#value.now;
    return this.#ask(() => this.#api.call.handOver.mutate({ callId }));
  }

  /** Once: the next report says all that this one does. */
  async report(report: CallQualityReport): Promise<void> {
    const { callId } = this.#value.now;
    await this.#api.call.report.mutate({ callId, report });
  }

  /** The other leg's signals only; ours are left out, so the stream has gaps. */
  follow(onEvent: (event: CallEvent) => void, onReset: () => void, onEnd: (error: ParleyError) => void): () => void {
    const { callId } = this.#value.now;
    return followStream<CallEvent>({
      ...this.#patience,
      cursor: null,
      gapless: false,
      subscribe: (lastEventId, handlers) =>
        this.#api.call.events.subscribe({ callId, ...(lastEventId === null ? {} : { lastEventId }) }, handlers),
      onEvent,
      onReset,
      onEnd,
    });
  }

  /** What a person has said stands, also when the call is put away before the server has answered. */
  #tell<T>(request: () => Promise<T>): Promise<T> {
    return untilAnswered(request, this.#patience);
  }

  #ask<T>(request: () => Promise<T>): Promise<T> {
    return untilAnswered(request, this.#patience, this.#value.left);
  }
}
