import type { Call, ClientErrorCode, Thread } from '@parley/client';
import type { ComponentType } from 'preact';
import type { PanelHost } from '../loader/chunks.ts';
import type { Media } from '../types.ts';
import { announceCall } from './announce.ts';
import { knownPhase } from './call-facts.ts';
import type { ChatClient } from './chat-client.ts';
import { type ChosenDevices, STANDARD_DEVICES } from './chosen-devices.ts';
import type { Session } from './session.ts';
import { codeOf } from './trouble.ts';
import { createStore } from './value-store.ts';

/** What draws a call. */
export interface CallViewProps {
  call: Call;
  calls: Calls;
  /** Who is on the other end as long as no name is known. */
  team: string;
}

export interface CallsSnapshot {
  /** The call on screen with the view that was loaded for it; stays after its end until it is dismissed. */
  current: { call: Call; View: ComponentType<CallViewProps> } | null;
  /** Between the wish to call and the call. */
  starting: boolean;
  /** Such a call was wished for, and nobody seems to be there to take it. */
  away: Media | null;
  /** Why there is no call although one was wished for. */
  error: ClientErrorCode | null;
  /** What a button of the running call could not do. */
  trouble: ClientErrorCode | null;
}

const NO_CALL: CallsSnapshot = { current: null, starting: false, away: null, error: null, trouble: null };

interface CallsOptions {
  client: ChatClient;
  session: Session;
  host: Pick<PanelHost, 'emit' | 'setCall' | 'requestOpen'>;
  /** The call's code is a chunk of its own: most visitors only write. */
  loadView(): Promise<ComponentType<CallViewProps>>;
  openCheck(media: Media): void;
  onError: (code: ClientErrorCode) => void;
}

/** One call at a time: ours, or the one that rings for us. */
export class Calls {
  readonly #options: CallsOptions;
  readonly #store = createStore<CallsSnapshot>(NO_CALL);
  /** Chosen in the check or in a call, and kept for the next one of this page. */
  readonly chosen = createStore<ChosenDevices>(STANDARD_DEVICES);
  /** Calls that were shown once; a dismissed one must not come back. */
  readonly #seen = new Set<string>();
  #stopWatchingCall: () => void = () => undefined;
  #stopWatchingThread: () => void = () => undefined;
  #ended = false;

  readonly subscribe = (listener: () => void): (() => void) => this.#store.subscribe(listener);
  readonly getSnapshot = (): CallsSnapshot => this.#store.getSnapshot();

  constructor(options: CallsOptions) {
    this.#options = options;
  }

  /** Where nobody is there the visitor is told so first: a microphone is not asked for in vain. */
  async start(media: Media): Promise<void> {
    if (!this.#prepare()) return;
    // Whoever can't be asked may be there all the same; the call will tell.
    const isThere = await this.#options.session.isAnyoneThere().catch(() => true);
    if (!this.getSnapshot().starting) return;
    if (isThere) await this.#begin(media);
    else this.#store.set({ ...NO_CALL, away: media });
  }

  async startAnyway(media: Media): Promise<void> {
    if (this.#prepare()) await this.#begin(media);
  }

  /** Hangs up, cancels or declines, whichever fits. */
  async end(): Promise<void> {
    const { current } = this.getSnapshot();
    if (current === null) return this.#store.set(NO_CALL);
    const { call } = current;
    const { phase } = call.getSnapshot();
    if (phase === 'incoming') await this.perform(() => call.decline('everyone'));
    else if (phase !== 'ended') await this.perform(() => call.hangUp());
  }

  /** Does what a button says; what goes wrong is told to the visitor and to the site. */
  async perform(action: () => void | Promise<void>): Promise<void> {
    this.#store.set({ ...this.getSnapshot(), trouble: null });
    try {
      await action();
    } catch (error) {
      const trouble = codeOf(error);
      this.#store.set({ ...this.getSnapshot(), trouble });
      this.#options.onError(trouble);
    }
  }

  openCheck(media: Media): void {
    this.dismiss();
    this.#options.openCheck(media);
  }

  dismiss(): void {
    this.#stopWatchingCall();
    this.#stopWatchingCall = () => undefined;
    this.getSnapshot().current?.call.dispose();
    this.#store.set(NO_CALL);
  }

  /** Takes up a call that the page before this one had, or that rings for us. */
  async resume(callId: string): Promise<void> {
    this.#seen.add(callId);
    let call: Call | null = null;
    try {
      await this.#options.session.openThread();
      if (this.#ended) return;
      call = this.#options.client.call(callId, this.chosen.getSnapshot());
      const [View] = await Promise.all([this.#options.loadView(), knownPhase(call)]);
      // One that is over by now is a line in the thread; one that another call is in the way of rings elsewhere.
      if (this.#ended || this.#isBusy() || call.getSnapshot().phase === 'ended') return call.dispose();
      this.dismiss();
      this.#show(call, View);
    } catch (error) {
      // It can't be answered here, and must not seem to ring.
      call?.dispose();
      this.#fail(error);
    }
  }

  /** The call that would be cut off if the page went now. */
  get runningCallId(): string | null {
    const call = this.getSnapshot().current?.call;
    return call !== undefined && call.getSnapshot().phase !== 'ended' ? call.callId : null;
  }

  /** Looks out for operators who call. */
  watch(thread: Thread): void {
    const look = () => {
      const { liveCallId, items } = thread.getSnapshot();
      if (liveCallId === null || this.#seen.has(liveCallId)) return;
      const started = items.findLast((item) => item.kind === 'call' && item.callId === liveCallId);
      if (started?.kind === 'call' && started.caller === 'operator') void this.resume(liveCallId);
    };
    this.#stopWatchingThread();
    this.#stopWatchingThread = thread.subscribe(look);
    look();
  }

  destroy(): void {
    this.#ended = true;
    this.#stopWatchingThread();
    this.dismiss();
  }

  #prepare(): boolean {
    if (this.#isBusy()) return false;
    this.dismiss();
    this.#store.set({ ...NO_CALL, starting: true });
    return true;
  }

  async #begin(media: Media): Promise<void> {
    try {
      const [View, thread] = await Promise.all([this.#options.loadView(), this.#options.session.openThread()]);
      if (this.#ended || !this.getSnapshot().starting) return;
      this.#show(this.#options.client.startCall(thread.conversationId, media, this.chosen.getSnapshot()), View);
    } catch (error) {
      this.#fail(error);
    }
  }

  #isBusy(): boolean {
    const { current, starting } = this.getSnapshot();
    return starting || (current !== null && current.call.getSnapshot().phase !== 'ended');
  }

  #show(call: Call, View: ComponentType<CallViewProps>): void {
    this.#seen.add(call.callId);
    this.#store.set({ ...NO_CALL, current: { call, View } });
    this.#stopWatchingCall = announceCall(call, this.#options.host);
  }

  #fail(error: unknown): void {
    if (this.#ended) return;
    const code = codeOf(error);
    // What goes on is not taken from the screen by what does not begin.
    if (this.runningCallId === null) {
      this.dismiss();
      this.#store.set({ ...NO_CALL, error: code });
    }
    this.#options.onError(code);
  }
}
