import type { PresenceOf } from '../contract/events.ts';

/** A reload, a change of network or of node is over in less; going offline is told after it. */
const OFFLINE_GRACE_MS = 5_000;

/** Whoever takes part, in a project; the id of a visitor or an operator. */
export type Present = Exclude<PresenceOf, { kind: 'team' }> & { projectId: string };

/** The subscriptions of this process. Any other source is the id of another node, which vouches for its own. */
export const HERE = 'here';

interface Entry {
  who: Present;
  /** How many subscriptions hold him here, by who says so. */
  sources: Map<string, number>;
  leaving: NodeJS.Timeout | null;
}

/** An operator is present per project, because he may belong to several; a visitor belongs to one. */
export function keyOf(who: Pick<Present, 'kind' | 'id' | 'projectId'>): string {
  return who.kind === 'visitor' ? visitorKey(who.id) : operatorKey(who.projectId, who.id);
}
export const visitorKey = (id: string): string => `visitor:${id}`;
export const operatorKey = (projectId: string, id: string): string => `operator:${projectId}:${id}`;

/**
 * Who is there. Someone stays while any source has him, and for a moment after the last has let him go: so
 * moving from one node to another is no absence, in whichever order the two tell it.
 */
export class Attendance {
  readonly #graceMs: number;
  readonly #onChange: (who: Present, there: boolean) => void;
  readonly #entries = new Map<string, Entry>();
  readonly #byProject = new Map<string, Map<string, Present>>();

  constructor(onChange: (who: Present, there: boolean) => void, graceMs = OFFLINE_GRACE_MS) {
    this.#onChange = onChange;
    this.#graceMs = graceMs;
  }

  has(key: string): boolean {
    return this.#entries.has(key);
  }

  isHeldBy(source: string, who: Present): boolean {
    return this.#entries.get(keyOf(who))?.sources.has(source) ?? false;
  }

  in(projectId: string): Present[] {
    return [...(this.#byProject.get(projectId)?.values() ?? [])];
  }

  /** Those whom this source holds. */
  heldBy(source: string): Present[] {
    return [...this.#entries.values()].flatMap(({ who, sources }) => (sources.has(source) ? [who] : []));
  }

  /** @returns true when this source had not had him. */
  enter(who: Present, source: string): boolean {
    const key = keyOf(who);
    const entry = this.#entries.get(key) ?? this.#add(key, who);
    if (entry.leaving !== null) clearTimeout(entry.leaving);
    entry.leaving = null;
    const count = entry.sources.get(source) ?? 0;
    entry.sources.set(source, count + 1);
    return count === 0;
  }

  /** @returns true when this source has let go of him altogether. */
  leave(who: Present, source: string): boolean {
    const key = keyOf(who);
    const entry = this.#entries.get(key);
    const count = entry?.sources.get(source);
    if (entry === undefined || count === undefined) return false;
    if (count > 1) {
      entry.sources.set(source, count - 1);
      return false;
    }
    entry.sources.delete(source);
    if (entry.sources.size === 0) entry.leaving = setTimeout(() => this.#remove(key, who), this.#graceMs);
    return true;
  }

  /** Another node's whole list, in place of what it said before. */
  replace(source: string, list: readonly Present[]): void {
    const listed = new Set(list.map(keyOf));
    for (const who of this.heldBy(source)) if (!listed.has(keyOf(who))) this.leave(who, source);
    for (const who of list) if (!this.isHeldBy(source, who)) this.enter(who, source);
  }

  /** All sources but this process. */
  sources(): Set<string> {
    const all = new Set([...this.#entries.values()].flatMap(({ sources }) => [...sources.keys()]));
    all.delete(HERE);
    return all;
  }

  close(): void {
    for (const { leaving } of this.#entries.values()) if (leaving !== null) clearTimeout(leaving);
  }

  #add(key: string, who: Present): Entry {
    const entry: Entry = { who, sources: new Map(), leaving: null };
    this.#entries.set(key, entry);
    const project = this.#byProject.get(who.projectId) ?? new Map<string, Present>();
    this.#byProject.set(who.projectId, project.set(key, who));
    this.#onChange(who, true);
    return entry;
  }

  #remove(key: string, who: Present): void {
    this.#entries.delete(key);
    const project = this.#byProject.get(who.projectId);
    project?.delete(key);
    if (project?.size === 0) this.#byProject.delete(who.projectId);
    this.#onChange(who, false);
  }
}
