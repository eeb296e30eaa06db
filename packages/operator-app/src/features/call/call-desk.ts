import type { ConversationView } from '@parley/api/contract/views';
import type { CallMedia } from '@parley/api/contract/call-views';
import type { Call, CallSnapshot, Inbox, OperatorClient, Store } from '@parley/client';
import { announce } from '../../lib/announcer.ts';
import { chosenForCalls } from '../../lib/media-devices.ts';
import { createValueStore } from '../../lib/value-store.ts';
import { BesideDesk } from './beside-desk.ts';
import { tell } from './call-actions.ts';
import type { DeclinedCalls } from './declined-calls.ts';
import { type CallSubject, type DeskCall, isLive, subjectOf } from './desk-call.ts';
import { endWords } from './end-words.ts';
import { strings } from './strings.ts';

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
 *     rings no more · declined here          └── start · resume (after a reload)
 *                        ▼
 *                     leaving ──why is known──▶ gone
 */
export class CallDesk implements Store<DeskSnapshot> {
  readonly #client: Pick<OperatorClient, 'call' | 'startCall' | 'listen'>;
  /** What is beside the current call. */
  readonly beside: BesideDesk;
  /** The operator at this window. */
  readonly meId: string;
  readonly #declined: DeclinedCalls;
  /** Before a reload, and not offered again yet. */
  readonly #declinedBefore: Set<string>;
  readonly #store = createValueStore<DeskSnapshot>({ ringing: [], current: null });
  /** With how to stop listening. */
  readonly #inboxes = new Map<Inbox, () => void>();
  readonly #calls = new Map<Call, () => void>();
  /** Silent here already, listened to until it can be said why. */
  readonly #leaving = new Set<DeskCall>();
  /** Ids that rang here, until the inboxes forget them: a declined call must not ring again. */
  readonly #seen = new Set<string>();

  readonly subscribe = this.#store.subscribe;
  readonly getSnapshot = this.#store.getSnapshot;

  constructor(client: Pick<OperatorClient, 'call' | 'startCall' | 'listen'>, meId: string, declined: DeclinedCalls) {
    this.#client = client;
    this.beside = new BesideDesk(client);
    this.meId = meId;
    this.#declined = declined;
    this.#declinedBefore = new Set(declined.read());
    // Whoever asks while another colleague is there has not been heard yet.
    this.beside.subscribe(() => this.#follow());
  }

  /** Rings for the calls of this inbox too. */
  watch(inbox: Inbox): void {
    this.#inboxes.set(
      inbox,
      inbox.subscribe(() => this.#follow()),
    );
    this.#follow();
  }

  start(conversation: ConversationView, media: CallMedia): void {
    if (isLive(this.getSnapshot().current)) return;
    this.dismiss();
    this.#hold(this.#client.startCall(conversation.id, media, chosenForCalls()), subjectOf(conversation));
  }

  /** Asks to hear the call that a colleague has with this visitor. */
  listen(conversation: ConversationView, callId: string): void {
    if (isLive(this.getSnapshot().current)) return;
    this.dismiss();
    this.#hold(this.#client.listen(callId), subjectOf(conversation));
  }

  /** Takes up a call that this window had before it was reloaded. */
  resume(callId: string, subject: CallSubject): void {
    this.#seen.add(callId);
    this.#hold(this.#client.call(callId, chosenForCalls()), subject);
  }

  /** Takes a ringing call; a call that is going on is hung up first. */
  async answer(callId: string, media: CallMedia): Promise<void> {
    const { current } = this.getSnapshot();
    const taken = this.#takeRinging(callId);
    if (!taken) return;
    if (current && isLive(current)) await current.call.hangUp().catch(tell);
    if (current) this.#release(current.call);
    this.#set({ current: taken });
    await taken.call.accept(media).catch(tell);
  }

  async decline(callId: string, scope: 'device' | 'everyone'): Promise<void> {
    const declined = this.#takeRinging(callId);
    if (!declined) return;
    this.#declined.add(callId);
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
    for (const unsubscribe of this.#inboxes.values()) unsubscribe();
    this.#inboxes.clear();
    for (const call of this.#calls.keys()) this.#release(call);
    this.#leaving.clear();
    this.beside.close();
    this.#set({ ringing: [], current: null });
  }

  #follow(): void {
    const all = [...this.#inboxes.keys()].flatMap((inbox) => inbox.getSnapshot().ringing);
    // Whoever wants to listen does not ring: he asks in the call.
    const offered = all.filter(({ kind }) => kind !== 'listen');
    for (const { kind, callId } of all) if (kind === 'listen') this.#letAsk(callId);
    const ids = new Set(all.map(({ callId }) => callId));
    const { ringing } = this.getSnapshot();
    const kept = ringing.filter(({ call }) => ids.has(call.callId));
    const gone = ringing.filter((entry) => !kept.includes(entry));
    for (const entry of gone) this.#leaving.add(entry);
    for (const id of this.#seen) if (!ids.has(id)) this.#seen.delete(id);
    const fresh = offered.filter(({ callId }) => this.#isNew(callId));
    const added = fresh.map(({ callId, conversation }) => this.#ring(callId, conversation));
    if (added.length > 0 || gone.length > 0) this.#set({ ringing: [...kept, ...added] });
    // A call that was over before it came or went tells nobody.
    for (const { call } of [...added, ...gone]) this.#onChange(call);
  }

  #letAsk(callId: string): void {
    if (!this.#seen.has(callId) && this.beside.open(callId, 'listen')) this.#seen.add(callId);
  }

  #ring(callId: string, conversation: ConversationView): DeskCall {
    this.#seen.add(callId);
    const call = this.#client.call(callId, chosenForCalls());
    this.#listen(call);
    return { call, ...subjectOf(conversation) };
  }

  #hold(call: Call, subject: CallSubject): void {
    this.#listen(call);
    this.#set({ current: { call, ...subject } });
  }

  #listen(call: Call): void {
    this.#calls.set(
      call,
      call.subscribe(() => this.#onChange(call)),
    );
  }

  #onChange(call: Call): void {
    const snapshot = call.getSnapshot();
    if (snapshot.phase !== 'ended') return;
    const { ringing, current } = this.getSnapshot();
    if (current?.call === call) return this.#takeOver(current, snapshot);
    const entry = [...ringing, ...this.#leaving].find((held) => held.call === call);
    if (!entry) return;
    this.#leaving.delete(entry);
    if (ringing.includes(entry)) this.#set({ ringing: ringing.filter((held) => held !== entry) });
    const who = snapshot.call?.beside?.operator.name ?? entry.visitor.name;
    if (snapshot.endReason !== null) announce(strings.endedFor(who, endWords(snapshot, this.meId)));
    this.#release(call);
  }

  /** We have been asked, and have the visitor now. */
  #takeOver({ call, ...subject }: DeskCall, { endReason, call: view }: CallSnapshot): void {
    const isOurs = endReason === 'transferred' && view?.beside?.colleague.id === this.meId;
    if (!isOurs || !view?.beside) return;
    this.#release(call);
    this.resume(view.beside.callId, subject);
  }

  #takeRinging(callId: string): DeskCall | undefined {
    const { ringing } = this.getSnapshot();
    const taken = ringing.find(({ call }) => call.callId === callId);
    if (taken) this.#set({ ringing: ringing.filter((held) => held !== taken) });
    return taken;
  }

  #isNew(callId: string): boolean {
    if (this.#declinedBefore.delete(callId)) this.#seen.add(callId);
    return !this.#seen.has(callId) && !this.#isInHand(callId);
  }

  /** A call that was handed over, and is over for us, may be handed back. */
  #isInHand(callId: string): boolean {
    const { current } = this.getSnapshot();
    return isLive(current) && current?.call.callId === callId;
  }

  #release(call: Call): void {
    this.#calls.get(call)?.();
    this.#calls.delete(call);
    call.dispose();
  }

  #set(change: Partial<DeskSnapshot>): void {
    this.#store.set({ ...this.getSnapshot(), ...change });
  }
}
