/** Who of a conversation is there and writes, from events that are never stored. */
import type { PresenceEvent, PresenceOf } from '@parley/api/contract/events';
import type { CallSide } from '@parley/api/contract/views';
import { CLIENT_LIMITS } from '@parley/api/contract/wire';
import type { Clock } from '../environment.ts';

export class PeerPresence {
  readonly #side: CallSide;
  readonly #clock: Clock;
  readonly #changed: () => void;
  readonly #online = new Set<string>();
  #isStale = false;
  readonly #typing = new Map<string, { who: PresenceOf; cancel: () => void }>();

  constructor(side: CallSide, clock: Clock, changed: () => void) {
    this.#side = side;
    this.#clock = clock;
    this.#changed = changed;
  }

  /** Is somebody of the other side connected? */
  get peerOnline(): boolean {
    return this.#online.size > 0;
  }

  get typing(): readonly PresenceOf[] {
    return [...this.#typing.values()].map(({ who }) => who);
  }

  /**
   * A subscription has begun, and tells the present state anew: its first word takes the place of what we knew. Until
   * then that stands, or every change of node would show everybody as gone for a moment.
   */
  restart(): void {
    this.#isStale = true;
    this.close();
    this.#changed();
  }

  take(event: PresenceEvent): void {
    const key = keyOf(event.who);
    if (event.type === 'online') {
      if ((event.who.kind === 'visitor') === (this.#side === 'visitor')) return;
      if (this.#isStale) this.#online.clear();
      this.#isStale = false;
      if (event.online) this.#online.add(key);
      else this.#online.delete(key);
    } else {
      this.#typing.get(key)?.cancel();
      this.#typing.delete(key);
      if (event.typing) this.#typing.set(key, { who: event.who, cancel: this.#expire(key) });
    }
    this.#changed();
  }

  close(): void {
    for (const { cancel } of this.#typing.values()) cancel();
    this.#typing.clear();
  }

  /** The word that someone has stopped may be lost with a socket. The second is for the way. */
  #expire(key: string): () => void {
    return this.#clock.after(CLIENT_LIMITS.typingMs + 1_000, () => {
      this.#typing.delete(key);
      this.#changed();
    });
  }
}

function keyOf(who: PresenceOf): string {
  return 'id' in who ? `${who.kind}:${who.id}` : who.kind;
}
