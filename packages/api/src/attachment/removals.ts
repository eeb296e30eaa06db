import type { Logger } from 'pino';
import type { FileStorage } from './storage/file-storage.ts';

/**
 * Deletes from the storage, each prefix on its own: what it does not let go holds up nothing else, is told once, and stays with
 * whoever asked, to be tried again.
 */
export class Removals {
  readonly #storage: FileStorage;
  readonly #log: Logger;
  readonly #stuck = new Set<string>();

  constructor(storage: FileStorage, log: Logger) {
    this.#storage = storage;
    this.#log = log;
  }

  /** @returns whether nothing of it is left */
  async remove(prefix: string): Promise<boolean> {
    try {
      await this.#storage.deleteAll(prefix);
      this.#stuck.delete(prefix);
      return true;
    } catch (cause) {
      // Its names are ids.
      if (!this.#stuck.has(prefix)) this.#log.error({ err: cause, prefix }, 'files could not be deleted; tried again');
      this.#stuck.add(prefix);
      return false;
    }
  }
}
