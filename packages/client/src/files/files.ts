/**
 * Files, as far as those pay for them who have none: what is attached, and kept on this device. What brings it to the server is
 * loaded with the first, and nothing but an upload waits for that code.
 */
import { v7 as uuidv7 } from 'uuid';
import type { Api } from '../connection/transport.ts';
import { beforeRetry, type Patience } from '../connection/until-answered.ts';
import { ParleyError, parleyErrorOf } from '../errors.ts';
import { memoryBlobs } from '../storage/memory-storage.ts';
import { Value } from '../store.ts';
import type { AttachmentItem, ClientErrorCode, KeyValueStore, Store, UploadProgress } from '../types.ts';
import type { FileWork } from './file-work.ts';
import { describe, failure, nameOf, WAITING, type Upload } from './upload.ts';
import { deleteUpload, isRecent, loadUpload, loadUploadIds, saveUpload } from './upload-storage.ts';

export interface FilesOptions {
  api: Api;
  patience: Patience;
  storage: KeyValueStore;
  serverUrl: string;
  /** What the server takes of us. */
  maxBytes: number;
  /** Who we are, for requests beside the wire. */
  headers: () => Record<string, string>;
  isOnline: () => boolean;
  /** Aborted when the client closes. */
  closing: AbortSignal;
}

/** So often the code is asked for while there is a connection. */
const TRIES = 3;

export class Files {
  readonly #options: FilesOptions;
  readonly #storage: Required<KeyValueStore>;
  readonly uploads = new Value<ReadonlyMap<string, Upload>>(new Map());
  /** Those that a message has taken along. */
  readonly #taken = new Set<string>();
  #loading: Promise<FileWork> | null = null;
  /** Once its code is there. */
  #work: FileWork | null = null;
  /** The last write: what is forgotten must not be written after it. */
  #saving: Promise<void> = Promise.resolve();

  constructor(options: FilesOptions) {
    this.#options = options;
    this.#storage = { ...options.storage, blobs: options.storage.blobs ?? memoryBlobs() };
  }

  attach(conversationId: string, blob: Blob, name = nameOf(blob)): string {
    const id = uuidv7();
    this.put(describe(id, conversationId, blob, name));
    void this.keep(id, blob);
    this.#ask((work) => work.ready([id]));
    return id;
  }

  find(id: string): Upload | undefined {
    return this.uploads.getSnapshot().get(id);
  }

  put(upload: Upload): void {
    this.uploads.set(new Map(this.uploads.getSnapshot()).set(upload.id, upload));
  }

  progress(id: string, progress: UploadProgress): void {
    const upload = this.find(id);
    if (upload) this.put({ ...upload, upload: progress });
  }

  /** These bytes are what goes, also after a reload. */
  async keep(id: string, blob: Blob): Promise<void> {
    const upload = this.find(id);
    if (!upload) return;
    const saved = saveUpload(this.#storage, upload, blob);
    this.#saving = this.#saving.then(() => saved);
    await saved;
  }

  /**
   * @throws ParleyError NOT_LOADED where there is a connection and the code is not to be had: the next call asks for it again. CLOSED
   * when the client closes meanwhile: whatever waits for it has not failed
   */
  load(): Promise<FileWork> {
    this.#loading ??= this.#load().catch((cause: unknown) => {
      this.#loading = null;
      for (const { id, upload } of this.uploads.getSnapshot().values())
        if (upload.state === 'waiting') this.progress(id, failure(parleyErrorOf(cause).code));
      throw cause;
    });
    return this.#loading;
  }

  async #load(): Promise<FileWork> {
    const { patience, isOnline, closing } = this.#options;
    for (let failures = 0, tries = 0; ; failures++) {
      try {
        const { FileWork } = await import('./file-work.ts');
        this.#work = new FileWork(this.#options, this);
        return this.#work;
      } catch (cause) {
        const error = new ParleyError('NOT_LOADED', { cause });
        // On a page the code comes from the very server that may be down. One that is there without it has another version by now.
        if (isOnline()) tries += 1;
        if (closing.aborted) throw new ParleyError('CLOSED');
        if (tries === TRIES) throw error;
        await beforeRetry(error, failures, patience, closing);
      }
    }
  }

  /** Whatever comes of it stands with the upload. */
  #ask(act: (work: FileWork) => Promise<void>): void {
    this.load()
      .then(act)
      .catch(() => undefined);
  }

  take(ids: readonly string[]): void {
    if (ids.length === 0) return;
    for (const id of ids) this.#taken.add(id);
    this.uploads.set(new Map(this.uploads.getSnapshot()));
  }

  /** Resolves when the server has all of them, ready to be sent. @throws ParleyError */
  async ready(ids: readonly string[]): Promise<void> {
    await (await this.load()).ready(ids);
  }

  /** Looks again whether the server has them, and brings what it has not. @throws ParleyError */
  again(ids: readonly string[]): Promise<void> {
    for (const id of ids) {
      const state = this.find(id)?.upload.state;
      if (state === 'ready' || state === 'failed') this.progress(id, WAITING);
    }
    return this.ready(ids);
  }

  retry(id: string): void {
    this.again([id]).catch(() => undefined);
  }

  /** Takes back what is in no message. */
  detach(id: string): void {
    if (!this.#taken.has(id)) this.cancel([id]);
  }

  /** They will not be sent: neither side needs them any more. */
  cancel(ids: readonly string[]): void {
    const uploads = ids.flatMap((id) => this.find(id) ?? []);
    for (const upload of uploads) this.#ask((work) => work.cancel(upload));
    void this.forget(ids);
  }

  /** On this device. */
  async forget(ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    const left = new Map(this.uploads.getSnapshot());
    for (const id of ids) {
      left.delete(id);
      this.#taken.delete(id);
      this.#work?.stop(id);
    }
    this.uploads.set(left);
    await this.#saving;
    for (const id of ids) await deleteUpload(this.#storage, id);
  }

  /** All that this client has attached or taken up. */
  forgetOwn(): Promise<void> {
    return this.forget([...new Set([...this.#taken, ...this.uploads.getSnapshot().keys()])]);
  }

  /** Also what other tabs, and pages of before, have left there. */
  async forgetAll(): Promise<void> {
    await this.forgetOwn();
    for (const id of await loadUploadIds(this.#storage)) await deleteUpload(this.#storage, id);
  }

  /**
   * Takes up what messages of an earlier page wait for, each with why its message has failed; what nothing waits for any more
   * goes.
   */
  async resume(wanted: ReadonlyMap<string, ClientErrorCode | null>): Promise<void> {
    this.take([...wanted.keys()]);
    for (const id of await loadUploadIds(this.#storage)) {
      if (this.find(id)) continue;
      const error = wanted.get(id);
      const kept = error === undefined ? null : await loadUpload(this.#storage, id);
      if (kept !== null && error !== undefined) {
        const upload = describe(id, kept.conversationId, kept.blob, kept.name);
        // Whoever has logged out meanwhile wants it no more.
        if (this.#taken.has(id)) this.put(error === null ? upload : { ...upload, upload: failure(error) });
      } else if (error !== undefined || !isRecent(id, this.#options.patience.clock.now())) {
        await deleteUpload(this.#storage, id);
      }
    }
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
