/** Where stored files are to be had, as stores for screens; what asks for it is loaded with the first that is looked at. */
import { untilAnswered } from '../connection/until-answered.ts';
import { ParleyError } from '../errors.ts';
import type { AttachmentUrls, Store } from '../types.ts';
import type { AttachmentLinks, AttachmentLinksOptions } from './attachment-links.ts';

export const NO_URLS: AttachmentUrls = { file: null, thumb: null, error: null };

export class AttachmentUrlStores {
  readonly #options: AttachmentLinksOptions;
  /** The same store for the same file, so that a screen may ask for it each time that it renders. */
  readonly #stores = new Map<string, Store<AttachmentUrls>>();
  #loading: Promise<AttachmentLinks> | null = null;
  #links: AttachmentLinks | null = null;
  #closed = false;

  constructor(options: AttachmentLinksOptions) {
    this.#options = options;
  }

  of(id: string): Store<AttachmentUrls> {
    const store = this.#stores.get(id) ?? {
      getSnapshot: () => this.#links?.of(id).getSnapshot() ?? NO_URLS,
      subscribe: (listener) => this.#subscribe(id, listener),
    };
    this.#stores.set(id, store);
    return store;
  }

  close(): void {
    this.#closed = true;
    this.#links?.close();
  }

  #subscribe(id: string, listener: () => void): () => void {
    let stop: (() => void) | null = null;
    let left = false;
    // Fails only when the client closes: then nobody looks.
    this.#load().then(
      (links) => {
        if (left || this.#closed) return;
        stop = links.of(id).subscribe(listener);
        if (links.of(id).getSnapshot() !== NO_URLS) listener();
      },
      () => undefined,
    );
    return () => {
      left = true;
      stop?.();
    };
  }

  #load(): Promise<AttachmentLinks> {
    const { patience, closing } = this.#options;
    const code = () =>
      import('./attachment-links.ts').catch((cause: unknown) => {
        throw new ParleyError('NETWORK', { cause });
      });
    this.#loading ??= untilAnswered(code, patience, closing).then(
      (module) => (this.#links = new module.AttachmentLinks(this.#options)),
    );
    return this.#loading;
  }
}
