import type { ConversationView } from '@parley/api/contract/views';
import { type Call, type Inbox, type OperatorClient, type Store, parleyErrorOf } from '@parley/client';
import { announce } from '../../lib/announcer.ts';
import { CALL_END_WORDS } from '../../lib/call-words.ts';
import { wordsForCode } from '../../lib/error-words.ts';
import { createValueStore } from '../../lib/value-store.ts';

/** A call on this desk and whom it is with. */
export interface DeskCall {
  call: Call;
  conversation: ConversationView;
}

export interface DeskSnapshot {
  /** Rings here, oldest first. */
  ringing: readonly DeskCall[];
  /** Ours: going on, or over and not dismissed yet. */
  current: DeskCall | null;
}

/**
 * The calls of this window: any number ring, one is spoken. The server says what rings (through the
 * inboxes); the desk opens each call, so that this device counts as ringing, and lets go of it when
 * it is over, taken by another device, or declined here.
 *
 *   inbox.ringing ──▶ ringing ──answer──▶ current ──over──▶ current (ended) ──dismiss──▶ gone
 *                        │                   ▲
 *     over · elsewhere · declined ▶ gone     └── start
 */
export class CallDesk implements Store<DeskSnapshot> {
  readonly #client: Pick<OperatorClient, 'call' | 'startCall'>;
  /** With how to stop listening. */
  readonly #inboxes = new Map<Inbox, () => void>();
  readonly #store = createValueStore<DeskSnapshot>({ ringing: [], current: null });
  /** By call id, with how to stop listening. A call that left the desk stays known until the inboxes forget it. */
  readonly #known = new Map<string, () => void>();

  readonly subscribe = this.#store.subscribe;
  readonly getSnapshot = this.#store.getSnapshot;

  constructor(client: Pick<OperatorClient, 'call' | 'startCall'>) {
    this.#client = client;
  }

  /** Rings for the calls of this inbox too. */
  watch(inbox: Inbox): void {
    this.#inboxes.set(
      inbox,
      inbox.subscribe(() => this.#follow()),
    );
    this.#follow();
  }

  start(conversation: ConversationView, media: 'audio' | 'video'): void {
    if (isLive(this.getSnapshot().current)) return;
    this.dismiss();
    const call = this.#client.startCall(conversation.id, media);
    this.#listen(call);
    this.#set({ current: { call, conversation } });
  }

  /** Takes a ringing call; a call that is going on is hung up first. */
  async answer(callId: string, media: 'audio' | 'video'): Promise<void> {
    const { current } = this.getSnapshot();
    const taken = this.#takeRinging(callId);
    if (!taken) return;
    if (current && isLive(current)) await current.call.hangUp().catch(tell);
    this.dismiss();
    this.#set({ current: taken });
    await taken.call.accept(media).catch(tell);
  }

  async decline(callId: string, scope: 'device' | 'everyone'): Promise<void> {
    const declined = this.#takeRinging(callId);
    if (!declined) return;
    await declined.call.decline(scope).catch(tell);
    this.#release(declined.call);
  }

  /** Clears away a call that is over. */
  dismiss(): void {
    const { current } = this.getSnapshot();
    if (current === null || isLive(current)) return;
    this.#release(current.call);
    this.#set({ current: null });
  }

  /** The page goes away; calls are left, not ended. */
  close(): void {
    const { ringing, current } = this.getSnapshot();
    for (const unsubscribe of this.#inboxes.values()) unsubscribe();
    this.#inboxes.clear();
    for (const { call } of current ? [...ringing, current] : ringing) this.#release(call);
    this.#set({ ringing: [], current: null });
  }

  #follow(): void {
    const offered = [...this.#inboxes.keys()].flatMap((inbox) => inbox.getSnapshot().ringing);
    const offeredIds = new Set(offered.map(({ callId }) => callId));
    const { ringing, current } = this.getSnapshot();
    const kept = ringing.filter(({ call }) => offeredIds.has(call.callId));
    for (const gone of ringing) if (!kept.includes(gone)) this.#release(gone.call);
    for (const id of this.#known.keys()) {
      if (!offeredIds.has(id) && id !== current?.call.callId) this.#known.delete(id);
    }
    const fresh = offered.filter(({ callId }) => !this.#known.has(callId));
    const added = fresh.map(({ callId, conversation }) => ({ call: this.#client.call(callId), conversation }));
    for (const { call } of added) this.#listen(call);
    if (added.length > 0 || kept.length < ringing.length) this.#set({ ringing: [...kept, ...added] });
    // A call that was over before we listened tells nobody.
    for (const { call } of added) this.#onChange(call);
  }

  #listen(call: Call): void {
    this.#known.set(call.callId, call.subscribe(() => this.#onChange(call)));
  }

  #onChange(call: Call): void {
    const { phase, endReason, outgoing } = call.getSnapshot();
    const { ringing } = this.getSnapshot();
    const entry = ringing.find((ring) => ring.call === call);
    if (!entry) return;
    if (phase !== 'ended' && !outgoing) return;
    this.#set({ ringing: ringing.filter((ring) => ring !== entry) });
    if (endReason !== null) announce(`${entry.conversation.visitor.name}: ${CALL_END_WORDS[endReason]}`);
    this.#release(call);
  }

  #takeRinging(callId: string): DeskCall | undefined {
    const { ringing } = this.getSnapshot();
    const taken = ringing.find(({ call }) => call.callId === callId);
    if (taken) this.#set({ ringing: ringing.filter((ring) => ring !== taken) });
    return taken;
  }

  #release(call: Call): void {
    this.#known.get(call.callId)?.();
    call.dispose();
  }

  #set(change: Partial<DeskSnapshot>): void {
    this.#store.set({ ...this.getSnapshot(), ...change });
  }
}

export const isLive = (held: DeskCall | null): boolean => held !== null && held.call.getSnapshot().phase !== 'ended';

const tell = (cause: unknown) => announce(wordsForCode(parleyErrorOf(cause).code), 'error');
