/** Who this browser is to the server, as the device keeps it. Tabs of one site share it. */
import type { KeyValueStore } from '../types.ts';

/** Under this name since the first version: an older one of ours on another page must find it. */
const TOKEN = 'visitor-token';
/** Came from the server and has not been used; what is at `TOKEN` is good until then. */
const NEXT = 'visitor-token-next';
const PERSON = 'visitor';
/** What a call keeps of its person's choices. */
const CALLS = ['call-choices', 'call-choices-beside'];

export interface Person {
  id: string;
  /** The site has signed who he is. */
  verified: boolean;
}

export class KeptPerson {
  readonly #storage: KeyValueStore;
  #writing: Promise<void> = Promise.resolve();

  constructor(storage: KeyValueStore) {
    this.#storage = storage;
  }

  token(): Promise<string | null> {
    return this.#storage.get(TOKEN);
  }

  nextToken(): Promise<string | null> {
    return this.#storage.get(NEXT);
  }

  /** `null` also where an older version has stored the token. */
  async person(): Promise<Person | null> {
    const text = await this.#storage.get(PERSON);
    const [id, verified] = text?.split(' ') ?? [];
    return id ? { id, verified: verified === 'verified' } : null;
  }

  keep(token: string, { id, verified }: Person): Promise<void> {
    return this.#write(async () => {
      await this.#storage.set(PERSON, `${id} ${verified ? 'verified' : 'anonymous'}`);
      await this.#storage.set(TOKEN, token);
      await this.#storage.delete(NEXT);
    });
  }

  offer(token: string): Promise<void> {
    return this.#write(() => this.#storage.set(NEXT, token));
  }

  promote(token: string): Promise<void> {
    return this.#write(async () => {
      await this.#storage.set(TOKEN, token);
      await this.#storage.delete(NEXT);
    });
  }

  forget(): Promise<void> {
    return this.#write(async () => {
      for (const key of [TOKEN, NEXT, PERSON, ...CALLS]) await this.#storage.delete(key);
    });
  }

  /** One after the other: nothing of what was being stored is left by a logout that comes meanwhile. */
  #write(act: () => Promise<void>): Promise<void> {
    const written = this.#writing.then(act);
    this.#writing = written.catch(() => undefined);
    return written;
  }
}
