/**
 * What a device keeps to show at once, or without a network: copies, never the truth, and nothing is lost with them. Each is
 * replaced by what the server says as soon as it says something.
 */
import superjson from 'superjson';
import type { Clock } from '../environment.ts';
import type { KeyValueStore } from '../types.ts';

/** Another number for another shape of what is kept: an older app's copies are then not found. */
const PREFIX = 'shelf:1:';
const RECENT = 'recent';
/** Copies in which somebody looks for what he read last; what was looked at before is dropped. */
const MOST = 200;
/** Changes come in bursts, and each copy is written whole. */
const WRITE_MS = 2_000;

export class Shelf {
  readonly #storage: KeyValueStore;
  readonly #clock: Clock;
  readonly #waiting = new Map<string, { value: () => unknown; cancel: () => void }>();
  /** One after the other: what is dropped is not written after that. */
  #turn: Promise<unknown> = Promise.resolve();
  #ended = false;

  constructor(storage: KeyValueStore, clock: Clock) {
    this.#storage = storage;
    this.#clock = clock;
  }

  take<T>(name: string): Promise<T | null> {
    return this.#inTurn(() => this.#read<T>(name));
  }

  /** Of all copies, whichever tab has made them, and of those that are about to be made. */
  async names(): Promise<string[]> {
    const kept = await this.#inTurn(() => this.#names());
    return [...new Set([...kept, ...this.#waiting.keys()])].filter((name) => name !== RECENT);
  }

  /** Soon; `value` is asked for then, the last that was given. `null`: what was kept before stays. */
  put(name: string, value: () => unknown): void {
    if (this.#ended) return;
    const cancel = this.#waiting.get(name)?.cancel ?? this.#clock.after(WRITE_MS, () => this.#due(name));
    this.#waiting.set(name, { value, cancel });
  }

  /** Changes what is kept, if it is; `null` drops it. */
  update<T>(name: string, change: (kept: T) => T | null): Promise<void> {
    return this.#inTurn(async () => {
      const kept = await this.#read<T>(name);
      const next = kept && change(kept);
      if (next === kept) return;
      if (next === null) await this.#remove(name);
      else await this.#storage.set(PREFIX + name, superjson.stringify(next));
    });
  }

  drop(name: string): Promise<void> {
    this.#waiting.get(name)?.cancel();
    this.#waiting.delete(name);
    return this.#inTurn(() => this.#remove(name));
  }

  /** Whoever signs out leaves no copies, and makes none any more. */
  clear(): Promise<void> {
    this.close();
    return this.#inTurn(async () => {
      for (const name of await this.#names()) await this.#storage.delete(PREFIX + name);
    });
  }

  close(): void {
    this.#ended = true;
    for (const { cancel } of this.#waiting.values()) cancel();
    this.#waiting.clear();
  }

  #due(name: string): void {
    const waiting = this.#waiting.get(name);
    this.#waiting.delete(name);
    const fresh = waiting?.value() ?? null;
    if (fresh === null) return;
    this.#inTurn(() => this.#write(name, superjson.stringify(fresh))).catch(ignoreStorage);
  }

  #inTurn<T>(act: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(act);
    // Told to whoever has asked.
    this.#turn = done.catch(() => undefined);
    return done;
  }

  async #read<T>(name: string): Promise<T | null> {
    try {
      const text = await this.#storage.get(PREFIX + name);
      return text === null ? null : superjson.parse<T>(text);
    } catch {
      // Whatever wrote there was no version of us.
      return null;
    }
  }

  async #names(): Promise<string[]> {
    const keys = await this.#storage.keys();
    return keys.filter((key) => key.startsWith(PREFIX)).map((key) => key.slice(PREFIX.length));
  }

  async #write(name: string, text: string): Promise<void> {
    // Read each time: other tabs write here as well. First: no copy is there that nobody would find.
    const recent = (await this.#read<string[]>(RECENT)) ?? [];
    const next = [name, ...recent.filter((each) => each !== name)];
    if (recent[0] !== name) await this.#keepRecent(next.slice(0, MOST));
    await this.#storage.set(PREFIX + name, text);
    for (const old of next.slice(MOST)) await this.#storage.delete(PREFIX + old);
  }

  async #remove(name: string): Promise<void> {
    await this.#storage.delete(PREFIX + name);
    const recent = (await this.#read<string[]>(RECENT)) ?? [];
    if (recent.includes(name)) await this.#keepRecent(recent.filter((each) => each !== name));
  }

  #keepRecent(names: readonly string[]): Promise<void> {
    return this.#storage.set(PREFIX + RECENT, superjson.stringify(names));
  }
}

/** Storage that fails costs the copy, never what is shown. */
function ignoreStorage(): void {}
