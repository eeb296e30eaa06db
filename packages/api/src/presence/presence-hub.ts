import type { PresenceEvent, PresenceOf } from '../contract/events.ts';
import { CLIENT_LIMITS } from '../contract/wire.ts';
import { Attendance, HERE, operatorKey, visitorKey, type Present } from './attendance.ts';
import { NewestCall } from './newest-call.ts';
import { TypingRoom, type TypingTold } from './typing.ts';

type Person = Exclude<PresenceOf, { kind: 'team' }>;
type Operator = Extract<PresenceOf, { kind: 'operator' }>;
type Listener = (event: PresenceEvent) => void;

export interface Typing {
  conversationId: string;
  projectId: string;
  who: Person;
  typing: boolean;
  /** What a visitor is writing, where his project shows it. Never stored. */
  text?: string | undefined;
}

export interface Looking {
  conversationId: string;
  who: Operator;
  /** He looks while any of his devices does. */
  deviceId: string;
  looking: boolean;
}

/** What other nodes have to be told; they tell theirs by `attendance`, `showTyping` and `showLooking`. */
export interface Neighbours {
  present: (who: Present, here: boolean) => void;
  typing: (typing: Typing) => void;
  looking: (looking: Looking) => void;
}

/**
 * Who is there and who writes; never in the log. Someone is there while at least one of his subscriptions is
 * open. Channels: `visitor:<id>`, `project:<id>` (all of it, for operators), `team:<projectId>` (is anybody of
 * the operators there?), `typing:<conversationId>`, and for operators `looking:<conversationId>`.
 */
export class PresenceHub {
  readonly attendance: Attendance;
  readonly typingCalls = new NewestCall();
  readonly #typing = new TypingRoom();
  readonly #looks = new TypingRoom(undefined, CLIENT_LIMITS.lookingMs);
  /** By conversation and operator. */
  readonly #lookers = new Map<string, Map<string, { who: Operator; devices: Set<string> }>>();
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
    this.#setTyping(typing, (isTyping, text) => this.#neighbours?.typing({ ...typing, typing: isTyping, text }));
  }

  /** The same, of another node. */
  showTyping(typing: Typing): void {
    this.#setTyping(typing, () => undefined);
  }

  /** An operator here has the conversation before him, or not any more. */
  setLooking(looking: Looking): void {
    this.#setLooking(looking, (isLooking) => this.#neighbours?.looking({ ...looking, looking: isLooking }));
  }

  /** The same, of another node. */
  showLooking(looking: Looking): void {
    this.#setLooking(looking, () => undefined);
  }

  lookersOf(conversationId: string): Operator[] {
    return [...(this.#lookers.get(conversationId)?.values() ?? [])].map(({ who }) => who);
  }

  #setLooking({ conversationId, who, deviceId, looking }: Looking, neighbours: (looking: boolean) => void): void {
    const listeners = (isLooking: boolean): void => {
      const lookers = this.#lookers.get(conversationId) ?? new Map<string, { who: Operator; devices: Set<string> }>();
      const devices = lookers.get(who.id)?.devices ?? new Set<string>();
      const before = devices.size;
      if (isLooking) devices.add(deviceId);
      else devices.delete(deviceId);
      if (devices.size > 0) lookers.set(who.id, { who, devices });
      else lookers.delete(who.id);
      if (lookers.size === 0) this.#lookers.delete(conversationId);
      else this.#lookers.set(conversationId, lookers);
      // Others see the person: the first of his devices, and the last.
      if (before > 0 === devices.size > 0) return;
      this.#emit(`looking:${conversationId}`, { type: 'looking', conversationId, who, looking: isLooking });
    };
    this.#looks.set(`${conversationId}:${who.id}:${deviceId}`, looking, { listeners, neighbours });
  }

  #setTyping({ conversationId, projectId, who, typing, text }: Typing, neighbours: TypingTold['neighbours']): void {
    const listeners: TypingTold['listeners'] = (isTyping, words, turned) => {
      const event: PresenceEvent = { type: 'typing', conversationId, who, typing: isTyping };
      this.#emit(`typing:${conversationId}`, words === undefined ? event : { ...event, text: words });
      // A list has no room for the words.
      if (turned) this.#emit(`project:${projectId}`, event);
    };
    this.#typing.set(`${conversationId}:${who.kind}:${who.id}`, typing, { listeners, neighbours }, text);
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
    this.#looks.close();
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
