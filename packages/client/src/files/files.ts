/** Files, as far as those pay for them who have none: what does the work is loaded with the first. */
import type { Api } from '../connection/transport.ts';
import { untilAnswered, type Patience } from '../connection/until-answered.ts';
import { ParleyError } from '../errors.ts';
import { Value } from '../store.ts';
import type { AttachmentItem, KeyValueStore, Store, UploadProgress } from '../types.ts';
import type { FileWork } from './file-work.ts';

export interface Upload extends AttachmentItem {
  conversationId: string;
  upload: UploadProgress;
}

export interface FilesOptions {
  api: Api;
  patience: Patience;
  storage: KeyValueStore;
  serverUrl: string;
  /** What the server takes of us. */
  maxBytes: number;
  /** Who we are, for requests beside the wire. */
  headers: () => Record<string, string>;
  /** Aborted when the client closes. */
  closing: AbortSignal;
}

/** Of its values in the storage. */
export const UPLOAD_PREFIX = 'upload:';

export class Files {
  readonly #options: FilesOptions;
  readonly uploads = new Value<ReadonlyMap<string, Upload>>(new Map());
  /** Those that a message has taken along. */
  readonly #taken = new Set<string>();
  #work: Promise<FileWork> | null = null;

  constructor(options: FilesOptions) {
    this.#options = options;
  }

  /** On a page the code comes from the very server that may be down. */
  load(): Promise<FileWork> {
    const { patience, closing } = this.#options;
    const code = () =>
      import('./file-work.ts').catch((cause: unknown) => {
        throw new ParleyError('NETWORK', { cause });
      });
    this.#work ??= untilAnswered(code, patience, closing).then(
      (module) => new module.FileWork(this.#options, this.uploads),
    );
    return this.#work;
  }

  /** Whatever comes of it stands with the upload. */
  ask(act: (work: FileWork) => Promise<void> | void): void {
    this.load()
      .then(act)
      .catch(() => undefined);
  }

  take(ids: readonly string[]): void {
    if (ids.length === 0) return;
    for (const id of ids) this.#taken.add(id);
    this.uploads.set(new Map(this.uploads.getSnapshot()));
  }

  /** Not in a message: neither side needs it any more. */
  detach(id: string): void {
    if (!this.#taken.has(id)) this.ask((work) => work.cancel(id));
  }

  /** They are sent, and nobody will ask for them again. */
  release(ids: readonly string[]): void {
    if (ids.length > 0) this.ask((work) => work.forget(ids));
  }

  /** Takes up what messages of an earlier page wait for; what nothing waits for goes. */
  async resume(wanted: readonly string[]): Promise<void> {
    this.take(wanted);
    const keys = await this.#options.storage.keys();
    if (keys.some((key) => key.startsWith(UPLOAD_PREFIX))) await (await this.load()).resume(wanted);
  }

  /** In no message yet: the composer's. */
  attachedTo(conversationId: string): Store<readonly AttachmentItem[]> {
    let seen: ReadonlyMap<string, Upload> | null = null;
    let items: readonly AttachmentItem[] = [];
    return {
      subscribe: this.uploads.subscribe,
      getSnapshot: () => {
        const all = this.uploads.getSnapshot();
        if (all !== seen) {
          items = [...all.values()].filter(
            (each) => each.conversationId === conversationId && !this.#taken.has(each.id),
          );
        }
        seen = all;
        return items;
      },
    };
  }
}
