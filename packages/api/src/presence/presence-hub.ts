import type { PresenceEvent, PresenceOf } from '../contract/events.ts';
import { Attendance, HERE, operatorKey, visitorKey, type Present } from './attendance.ts';
import { TypingRoom } from './typing.ts';

type Person = Exclude<PresenceOf, { kind: 'team' }>;
type Listener = (event: PresenceEvent) => void;

export interface Typing {
  conversationId: string;
  projectId: string;
  who: Person;
  typing: boolean;
}

/** What other nodes have to be told; they tell theirs by `attendance` and `showTyping`. */
export interface Neighbours {
  present: (who: Present, here: boolean) => void;
  typing: (typing: Typing) => void;
}

/**
 * Who is there and who writes; never in the log. Someone is there while at least one of his subscriptions is
 * open. Channels: `visitor:<id>`, `project:<id>` (all of it, for operators), `team:<projectId>` (is anybody of
 * the operators there?), `typing:<conversationId>`.
 */
export class PresenceHub {
  readonly attendance: Attendance;
  readonly #typing = new TypingRoom();
  readonly #listeners = new Map<string, Set<Listener>>();
  #neighbours: Neighbours | null = null;

  constructor(graceMs?: number) {
    this.attendance = new Attendance((who, there) => this.#tell(who, there), graceMs);
  }

  /** From now on others learn what happens here. */
  connect(neighbours: Neighbours): void {
    this.#neighbours = neighbours;
  }

  isVisitorOnline(visitorId: string): boolean {
    return this.attendance.has(visitorKey(visitorId));
  }

  isOperatorOnline(projectId: string, operatorId: string): boolean {
    return this.attendance.has(operatorKey(projectId, operatorId));
  }

  isTeamOnline(projectId: string): boolean {
    return this.attendance.in(projectId).some(({ kind }) => kind === 'operator');
  }

  /** Everybody of this project who is there now. */
  presentIn(projectId: string): Person[] {
    return this.attendance.in(projectId).map(publicPart);
  }

  /** Counts one open subscription; call the result when it closes. */
  attach(who: Present): () => void {
    if (this.attendance.enter(who, HERE)) this.#neighbours?.present(who, true);
    return () => {
      if (this.attendance.leave(who, HERE)) this.#neighbours?.present(who, false);
    };
  }

  /** Somebody here writes, or has stopped. */
  setTyping(typing: Typing): void {
    this.#setTyping(typing, (isTyping) => this.#neighbours?.typing({ ...typing, typing: isTyping }));
  }

  /** The same, of another node. */
  showTyping(typing: Typing): void {
    this.#setTyping(typing, () => undefined);
  }

  #setTyping({ conversationId, projectId, who, typing }: Typing, neighbours: (typing: boolean) => void): void {
    const listeners = (isTyping: boolean): void => {
      const event: PresenceEvent = { type: 'typing', conversationId, who, typing: isTyping };
      this.#emit(`typing:${conversationId}`, event);
      this.#emit(`project:${projectId}`, event);
    };
    this.#typing.set(`${conversationId}:${who.kind}:${who.id}`, typing, { listeners, neighbours });
  }

  listen(channels: readonly string[], listener: Listener): () => void {
    for (const channel of channels) {
      const set = this.#listeners.get(channel) ?? new Set();
      this.#listeners.set(channel, set.add(listener));
    }
    return () => {
      for (const channel of channels) {
        const set = this.#listeners.get(channel);
        set?.delete(listener);
        if (set?.size === 0) this.#listeners.delete(channel);
      }
    };
  }

  close(): void {
    this.attendance.close();
    this.#typing.close();
  }

  #tell(who: Present, online: boolean): void {
    const event: PresenceEvent = { type: 'online', who: publicPart(who), online };
    this.#emit(`project:${who.projectId}`, event);
    if (who.kind === 'visitor') return this.#emit(`visitor:${who.id}`, event);
    // Visitors learn of the first operator who comes and of the last who goes.
    const operators = this.attendance.in(who.projectId).filter(({ kind }) => kind === 'operator').length;
    if (operators === (online ? 1 : 0)) {
      this.#emit(`team:${who.projectId}`, { type: 'online', who: { kind: 'team' }, online });
    }
  }

  #emit(channel: string, event: PresenceEvent): void {
    for (const listener of this.#listeners.get(channel) ?? []) listener(event);
  }
}

function publicPart(who: Present): Person {
  return who.kind === 'visitor' ? { kind: 'visitor', id: who.id } : { kind: 'operator', id: who.id, name: who.name };
}
