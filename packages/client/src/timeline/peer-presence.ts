/** Who of a conversation is there and writes, from events that are never stored. */
import type { PresenceEvent, PresenceOf } from '@parley/api/contract/events';
import type { CallSide } from '@parley/api/contract/call-views';
import { CLIENT_LIMITS } from '@parley/api/contract/wire';
import type { Clock } from '../environment.ts';

export class PeerPresence {
  readonly #side: CallSide;
  readonly #clock: Clock;
  readonly #changed: () => void;
  readonly #online = new Set<string>();
  #isStale = false;
  readonly #typing: People = new Map();
  readonly #looking: People = new Map();

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
    return whoOf(this.#typing);
  }

  /** What the visitor is about to say, where the project shows it; `null`: nothing that we are told of. */
  get preview(): string | null {
    return [...this.#typing.values()].find(({ text }) => text !== undefined)?.text ?? null;
  }

  /** Colleagues who have it before them; told to operators alone. */
  get looking(): readonly PresenceOf[] {
    return whoOf(this.#looking);
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
      const people = event.type === 'typing' ? this.#typing : this.#looking;
      people.get(key)?.cancel();
      people.delete(key);
      if (event.type === 'looking') {
        // Told once: its end is told, or a new subscription begins.
        if (event.looking) people.set(key, { who: event.who, text: undefined, cancel: () => undefined });
      } else if (event.typing) people.set(key, { who: event.who, text: event.text, cancel: this.#expire(people, key) });
    }
    this.#changed();
  }

  close(): void {
    for (const people of [this.#typing, this.#looking]) {
      for (const { cancel } of people.values()) cancel();
      people.clear();
    }
  }

  /** The word that someone has stopped may be lost with a socket. The second is for the way. */
  #expire(people: People, key: string): () => void {
    return this.#clock.after(CLIENT_LIMITS.typingMs + 1_000, () => {
      people.delete(key);
      this.#changed();
    });
  }
}

type People = Map<string, { who: PresenceOf; text: string | undefined; cancel: () => void }>;

const whoOf = (people: People): PresenceOf[] => [...people.values()].map(({ who }) => who);

function keyOf(who: PresenceOf): string {
  return 'id' in who ? `${who.kind}:${who.id}` : who.kind;
}
