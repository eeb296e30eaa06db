/**
 * Which calls ring now. A conversation's `liveCallId` says that there is a call, its `sideCall` that there is one between
 * operators and for whom; the call's own stream says whether it still rings. A call that either of them calls over stops ringing, so none can ring on.
 */
import type { ConversationView } from '@parley/api/contract/views';
import type { CallView } from '@parley/api/contract/call-views';
import type { Api } from '../connection/transport.ts';
import type { Patience } from '../connection/until-answered.ts';
import { followStream } from '../timeline/follow-stream.ts';
import type { CallEvent } from '@parley/api/contract/events';
import type { Ringing } from './inbox-types.ts';

interface Watched {
  kind: Ringing['kind'];
  conversation: ConversationView;
  call: CallView | null;
  stop(): void;
}

export class RingingCalls {
  readonly #api: Api;
  readonly #patience: Patience;
  readonly #deviceId: string;
  readonly #changed: () => void;
  readonly #watched = new Map<string, Watched>();

  /** Ours: a colleague may hand a call over to us. */
  #operatorId: string | null = null;

  constructor(api: Api, patience: Patience, deviceId: string, changed: () => void) {
    this.#api = api;
    this.#patience = patience;
    this.#deviceId = deviceId;
    this.#changed = changed;
  }

  get list(): Ringing[] {
    return [...this.#watched].flatMap(([callId, { kind, conversation, call }]) =>
      this.#rings(call) ? [{ callId, kind, conversation }] : [],
    );
  }

  /** The newest view of a conversation. */
  take(view: ConversationView): void {
    for (const [callId, watched] of this.#watched) {
      if (watched.conversation.id !== view.id) continue;
      if (callId === view.liveCallId || callId === view.sideCall?.id) watched.conversation = view;
      else this.#drop(callId);
    }
    const { liveCallId, sideCall } = view;
    if (liveCallId !== null) this.#watch(liveCallId, 'visitor', view);
    // To everybody else there is no such call.
    if (sideCall && this.#isAsked(sideCall.to)) this.#watch(sideCall.id, sideCall.kind, view);
  }

  /** There is no such conversation any more. */
  forget(conversationId: string): void {
    for (const [callId, { conversation }] of this.#watched) if (conversation.id === conversationId) this.#drop(callId);
  }

  identify(operatorId: string): void {
    this.#operatorId = operatorId;
    this.#changed();
  }

  close(): void {
    for (const watched of this.#watched.values()) watched.stop();
    this.#watched.clear();
  }

  #isAsked({ operatorId, deviceId }: NonNullable<ConversationView['sideCall']>['to']): boolean {
    return operatorId === this.#operatorId && (deviceId === null || deviceId === this.#deviceId);
  }

  #watch(callId: string, kind: Ringing['kind'], conversation: ConversationView): void {
    if (this.#watched.has(callId)) return;
    const watched: Watched = { kind, conversation, call: null, stop: () => undefined };
    this.#watched.set(callId, watched);
    const listen = () => {
      watched.stop = followStream<CallEvent>({
        ...this.#patience,
        cursor: null,
        gapless: false,
        subscribe: (lastEventId, handlers) =>
          this.#api.call.events.subscribe({ callId, ...(lastEventId === null ? {} : { lastEventId }) }, handlers),
        onEvent: (event) => this.#hear(callId, event),
        onReset: listen,
        onEnd: () => this.#drop(callId),
      });
    };
    listen();
  }

  #hear(callId: string, event: CallEvent): void {
    const watched = this.#watched.get(callId);
    if (!watched || event.type !== 'state') return;
    const { call } = event;
    const rang = this.#rings(watched.call);
    watched.call = call;
    // Kept until the view says that the call is over: forgetting it here would have the old view watch it again.
    if (call.state === 'ended') watched.stop();
    if (this.#rings(call) !== rang) this.#changed();
  }

  #rings(call: CallView | null): boolean {
    if (call === null || call.state === 'ended') return false;
    if (call.state === 'inviting' || call.state === 'ringing') return call.caller.side === 'visitor' || !!call.beside;
    return this.#operatorId !== null && call.transfer?.to.id === this.#operatorId;
  }

  #drop(callId: string): void {
    this.#watched.get(callId)?.stop();
    if (this.#watched.delete(callId)) this.#changed();
  }
}
