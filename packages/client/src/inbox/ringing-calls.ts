/**
 * Which calls ring now. A conversation's `liveCallId` says that there is a call; the call's own stream says
 * whether it still rings. A call that either of them calls over stops ringing, so none can ring on.
 */
import type { ConversationView } from '@parley/api/contract/views';
import type { Api } from '../connection/transport.ts';
import type { Patience } from '../connection/until-answered.ts';
import { followStream } from '../timeline/follow-stream.ts';
import type { CallEvent } from '@parley/api/contract/events';

interface Watched {
  conversation: ConversationView;
  rings: boolean;
  stop(): void;
}

export class RingingCalls {
  readonly #api: Api;
  readonly #patience: Patience;
  readonly #changed: () => void;
  readonly #watched = new Map<string, Watched>();

  constructor(api: Api, patience: Patience, changed: () => void) {
    this.#api = api;
    this.#patience = patience;
    this.#changed = changed;
  }

  get list(): { callId: string; conversation: ConversationView }[] {
    return [...this.#watched].flatMap(([callId, { conversation, rings }]) => (rings ? [{ callId, conversation }] : []));
  }

  /** The newest view of a conversation. */
  take(view: ConversationView): void {
    for (const [callId, watched] of this.#watched) {
      if (watched.conversation.id !== view.id) continue;
      if (callId === view.liveCallId) watched.conversation = view;
      else this.#drop(callId);
    }
    const callId = view.liveCallId;
    if (callId !== null && !this.#watched.has(callId)) this.#watch(callId, view);
  }

  close(): void {
    for (const watched of this.#watched.values()) watched.stop();
    this.#watched.clear();
  }

  #watch(callId: string, conversation: ConversationView): void {
    const watched: Watched = { conversation, rings: false, stop: () => undefined };
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
    const rings = call.caller.side === 'visitor' && (call.state === 'inviting' || call.state === 'ringing');
    // Kept until the view says that the call is over: forgetting it here would have the old view watch it again.
    if (call.state === 'ended') watched.stop();
    if (watched.rings === rings) return;
    watched.rings = rings;
    this.#changed();
  }

  #drop(callId: string): void {
    this.#watched.get(callId)?.stop();
    if (this.#watched.delete(callId)) this.#changed();
  }
}
