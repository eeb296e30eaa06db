import type { PresenceEvent, PresenceOf } from '../contract/events.ts';
import { LIMITS } from '../contract/wire.ts';

/** A reload or a change of network is over in less; going offline is told after it. */
const OFFLINE_GRACE_MS = 5_000;

type Operator = Extract<PresenceOf, { kind: 'operator' }>;
type Visitor = Extract<PresenceOf, { kind: 'visitor' }>;
/** Whoever takes part, in a project; the id of a visitor or an operator. */
export type Present = (Operator | Visitor) & { projectId: string };
type Listener = (event: PresenceEvent) => void;

interface Entry {
  who: Present;
  attached: number;
  leaving: NodeJS.Timeout | null;
}

/**
 * Who is there and who writes, in the memory of this process; never stored. Someone is there while at least one
 * of his subscriptions is open. Channels: `visitor:<id>`, `project:<id>` (all of it, for operators),
 * `team:<projectId>` (is anybody of the operators there?), `typing:<conversationId>`.
 */
export class PresenceHub {
  readonly #graceMs: number;
  readonly #entries = new Map<string, Entry>();
  readonly #typing = new Map<string, { timer: NodeJS.Timeout; stop: () => void }>();
  readonly #listeners = new Map<string, Set<Listener>>();
  /** Operators there, per project: `team` changes with the first and the last. */
  readonly #teams = new Map<string, Set<string>>();

  constructor(graceMs = OFFLINE_GRACE_MS) {
    this.#graceMs = graceMs;
  }

  isVisitorOnline(visitorId: string): boolean {
    return this.#entries.has(`visitor:${visitorId}`);
  }

  isOperatorOnline(projectId: string, operatorId: string): boolean {
    return this.#teams.get(projectId)?.has(operatorId) ?? false;
  }

  isTeamOnline(projectId: string): boolean {
    return (this.#teams.get(projectId)?.size ?? 0) > 0;
  }

  /** Everybody of this project who is there now. */
  presentIn(projectId: string): PresenceOf[] {
    return [...this.#entries.values()]
      .filter(({ who }) => who.projectId === projectId)
      .map(({ who }) => publicPart(who));
  }

  /** Counts one open subscription; call the result when it closes. */
  attach(who: Present): () => void {
    const key = keyOf(who);
    const entry = this.#entries.get(key) ?? { who, attached: 0, leaving: null };
    if (entry.leaving !== null) clearTimeout(entry.leaving);
    entry.leaving = null;
    entry.attached += 1;
    if (!this.#entries.has(key)) {
      this.#entries.set(key, entry);
      this.#tell(who, true);
    }
    return () => {
      entry.attached -= 1;
      if (entry.attached > 0) return;
      entry.leaving = setTimeout(() => {
        this.#entries.delete(key);
        this.#tell(who, false);
      }, this.#graceMs);
    };
  }

  /** Counts the caller as there for as long as these events run. */
  async *during<T>(who: Present, events: AsyncGenerator<T, void, undefined>): AsyncGenerator<T, void, undefined> {
    const detach = this.attach(who);
    try {
      yield* events;
    } finally {
      detach();
    }
  }

  /** Over by itself after `typingMs` without a repetition. */
  setTyping(conversationId: string, projectId: string, who: Operator | Visitor, typing: boolean): void {
    const key = `${conversationId}:${who.kind}:${who.id}`;
    const current = this.#typing.get(key);
    if (current !== undefined) clearTimeout(current.timer);
    const tell = (isTyping: boolean): void => {
      const event: PresenceEvent = { type: 'typing', conversationId, who, typing: isTyping };
      this.#emit(`typing:${conversationId}`, event);
      this.#emit(`project:${projectId}`, event);
    };
    const stop = (): void => {
      this.#typing.delete(key);
      tell(false);
    };
    if (!typing) {
      if (current !== undefined) stop();
      return;
    }
    this.#typing.set(key, { timer: setTimeout(stop, LIMITS.typingMs), stop });
    if (current === undefined) tell(true);
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
    for (const { leaving } of this.#entries.values()) if (leaving !== null) clearTimeout(leaving);
    for (const { timer } of this.#typing.values()) clearTimeout(timer);
  }

  #tell(who: Present, online: boolean): void {
    const event: PresenceEvent = { type: 'online', who: publicPart(who), online };
    this.#emit(`project:${who.projectId}`, event);
    if (who.kind === 'visitor') return this.#emit(`visitor:${who.id}`, event);
    const team = this.#teams.get(who.projectId) ?? new Set();
    const before = team.size;
    if (online) team.add(who.id);
    else team.delete(who.id);
    if (team.size === 0) this.#teams.delete(who.projectId);
    else this.#teams.set(who.projectId, team);
    if ((before === 0) !== (team.size === 0)) {
      this.#emit(`team:${who.projectId}`, { type: 'online', who: { kind: 'team' }, online });
    }
  }

  #emit(channel: string, event: PresenceEvent): void {
    for (const listener of this.#listeners.get(channel) ?? []) listener(event);
  }
}

/** An operator is present per project, because he may belong to several. */
function keyOf(who: Present): string {
  return who.kind === 'visitor' ? `visitor:${who.id}` : `operator:${who.projectId}:${who.id}`;
}

function publicPart(who: Present): PresenceOf {
  return who.kind === 'visitor' ? { kind: 'visitor', id: who.id } : { kind: 'operator', id: who.id, name: who.name };
}
