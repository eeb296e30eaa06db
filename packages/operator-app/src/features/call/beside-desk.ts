import type { Call, CallSnapshot, OperatorClient, Store } from '@parley/client';
import { announce } from '../../lib/announcer.ts';
import { CALL_END_WORDS } from '../../lib/call-words.ts';
import { wordsForCode } from '../../lib/error-words.ts';
import { chosenForCalls } from '../../lib/media-devices.ts';
import { createValueStore } from '../../lib/value-store.ts';
import { tell } from './call-actions.ts';
import { strings } from './strings.ts';

export interface BesideCall {
  call: Call;
  kind: 'consult' | 'listen';
  /** The colleague, as far as he is known. */
  name: string;
}

/** How far a colleague's wish or ours has come; the words are by this. */
export type BesideStep = 'asking' | 'asked' | 'joining' | 'on';

/**
 * What is beside the call of this window: a colleague whom we ask while the visitor waits, or one who wants to hear us, or
 * does. One at a time; it goes with the call.
 */
export class BesideDesk implements Store<BesideCall | null> {
  readonly #client: Pick<OperatorClient, 'call'>;
  readonly #store = createValueStore<BesideCall | null>(null);
  /** With how to stop listening: also those that are off the screen, until it is known why they ended. */
  readonly #calls = new Map<Call, () => void>();
  /** That these are over is no news to the person. */
  readonly #endedHere = new WeakSet<Call>();

  readonly subscribe = this.#store.subscribe;
  readonly getSnapshot = this.#store.getSnapshot;

  constructor(client: Pick<OperatorClient, 'call'>) {
    this.#client = client;
  }

  /** Puts the visitor on hold and rings at the colleague's. */
  consult(main: Call, colleague: { id: string; name: string }): void {
    if (this.getSnapshot() === null)
      this.#hold({ call: main.consult(colleague.id), kind: 'consult', name: colleague.name });
  }

  /**
   * Somebody wants to hear the call of this window, or did before it was reloaded; or had been asked then.
   * @returns is it here now? Not while another one is
   */
  open(callId: string, kind: BesideCall['kind'], name = ''): boolean {
    const held = this.getSnapshot();
    if (held !== null) return held.call.callId === callId;
    this.#hold({ call: this.#client.call(callId, chosenForCalls()), kind, name });
    return true;
  }

  admit(): void {
    void this.getSnapshot()?.call.accept('audio').catch(tell);
  }

  handOver(): void {
    void this.getSnapshot()?.call.handOver().catch(tell);
  }

  /** Refuses, cancels or hangs up, whichever fits. */
  end(): void {
    const held = this.getSnapshot();
    if (held === null) return;
    this.#endedHere.add(held.call);
    void held.call.hangUp().catch(tell);
  }

  /** The page goes away: they are left, not ended. */
  close(): void {
    for (const call of this.#calls.keys()) this.#release(call);
    this.#store.set(null);
  }

  #hold(held: BesideCall): void {
    const { call } = held;
    this.#store.set(held);
    this.#calls.set(
      call,
      call.subscribe(() => this.#look(held)),
    );
    this.#look(held);
  }

  #look({ call, kind, name: known }: BesideCall): void {
    const snapshot = call.getSnapshot();
    const name = snapshot.call?.beside?.colleague.name ?? known;
    const shown = this.getSnapshot();
    if (shown?.call === call) {
      if (snapshot.phase === 'ended') this.#store.set(null);
      else if (name !== shown.name) this.#store.set({ ...shown, name });
    }
    if (snapshot.phase !== 'ended' || (snapshot.endReason === null && snapshot.error === null)) return;
    const words = this.#endedHere.has(call) ? null : besideEndWords(kind, name, snapshot);
    if (words !== null) announce(words, snapshot.error === null ? 'info' : 'error');
    this.#release(call);
  }

  #release(call: Call): void {
    this.#calls.get(call)?.();
    this.#calls.delete(call);
    call.dispose();
  }
}

export function besideStep({ phase, outgoing }: CallSnapshot): BesideStep {
  if (phase === 'active' || phase === 'reconnecting') return 'on';
  if (phase === 'incoming') return 'asked';
  return phase === 'connecting' || !outgoing ? 'joining' : 'asking';
}

/** `null` where the visitor's call says enough: it is over, or a colleague's. */
function besideEndWords(
  kind: BesideCall['kind'],
  name: string,
  { endReason, error, call }: CallSnapshot,
): string | null {
  if (error === 'TOO_MANY') return strings.consultInVain(name, CALL_END_WORDS.busy);
  if (error !== null) return `${strings.besideFailed(name)} ${wordsForCode(error)}`;
  if (endReason === null || endReason === 'transferred' || endReason === 'cancelled') return null;
  if (kind === 'listen') return call?.connectedAt ? strings.listenerGone(name) : null;
  const over = endReason === 'completed' || endReason === 'peer_left';
  return over ? strings.consultOver(name) : strings.consultInVain(name, CALL_END_WORDS[endReason]);
}
