/**
 * The files of this device that go to the server. Two at a time; each is kept with its bytes until its message has been
 * stored for a while, so that a reload, and a log that lost its tail, find it again.
 */
import type { AttachmentView } from '@parley/api/contract/views';
import { v7 as uuidv7 } from 'uuid';
import type { Patience } from '../connection/until-answered.ts';
import { untilAnswered } from '../connection/until-answered.ts';
import type { Api } from '../connection/transport.ts';
import { parleyErrorOf, ParleyError } from '../errors.ts';
import { memoryBlobs } from '../storage/memory-storage.ts';
import { Value } from '../store.ts';
import type { AttachmentItem, KeyValueStore, UploadProgress } from '../types.ts';
import { Lanes } from './lanes.ts';
import { deleteUpload, loadUpload, loadUploadIds, saveUpload } from './upload-storage.ts';
import { uploadFile, type UploadFileOptions } from './upload-file.ts';

export interface Upload extends AttachmentItem {
  conversationId: string;
  upload: UploadProgress;
}

export interface UploadsOptions extends Patience {
  api: Api;
  storage: KeyValueStore;
  sendPart: (path: string, part: Parameters<UploadFileOptions['sendPart']>[0]) => Promise<number>;
}

/** More at once are slower each, and a visitor waits for the first. */
const AT_ONCE = 2;
const IMAGES = /^image\/(jpeg|png|webp|gif|avif)$/;

export class Uploads {
  readonly #options: UploadsOptions;
  readonly #storage: Required<KeyValueStore>;
  readonly #uploads = new Value<ReadonlyMap<string, Upload>>(new Map());
  readonly #running = new Map<string, { outcome: Promise<void>; abort: AbortController }>();
  readonly #lanes = new Lanes(AT_ONCE);
  readonly #closing = new AbortController();

  readonly subscribe = this.#uploads.subscribe;
  readonly getSnapshot = this.#uploads.getSnapshot;

  constructor(options: UploadsOptions) {
    this.#options = options;
    this.#storage = { ...options.storage, blobs: options.storage.blobs ?? memoryBlobs() };
  }

  add(conversationId: string, blob: Blob, name: string): string {
    const id = uuidv7();
    const upload = { ...describe(id, conversationId, blob, name), upload: WAITING };
    this.#set(upload);
    // Kept first: a page that goes away in the middle of it has it then.
    void saveUpload(this.#storage, upload, blob).then(() => {
      void this.#start(id);
    });
    return id;
  }

  /** Takes up what messages of an earlier page wait for; what nothing waits for goes. */
  async resume(wanted: ReadonlySet<string>): Promise<void> {
    for (const id of await loadUploadIds(this.#storage)) {
      if (this.getSnapshot().has(id)) continue;
      const kept = wanted.has(id) ? await loadUpload(this.#storage, id) : null;
      if (kept === null) await deleteUpload(this.#storage, id);
      else this.#set({ ...describe(id, kept.conversationId, kept.blob, kept.name), upload: WAITING });
    }
  }

  /** Resolves when the server has all of them, ready to be sent. @throws ParleyError */
  async ready(ids: readonly string[]): Promise<void> {
    await Promise.all(ids.map((id) => this.#start(id)));
  }

  /** Looks again whether the server has them, and brings what it has not. */
  async again(ids: readonly string[]): Promise<void> {
    for (const id of ids) {
      const upload = this.getSnapshot().get(id);
      if (upload && !this.#running.has(id)) this.#set({ ...upload, upload: WAITING });
    }
    await this.ready(ids);
  }

  retry(id: string): void {
    this.again([id]).catch(() => undefined);
  }

  /** It will not be sent: neither side needs it any more. */
  cancel(id: string): void {
    const upload = this.getSnapshot().get(id);
    if (!upload) return;
    const { api } = this.#options;
    this.#running.get(id)?.abort.abort();
    this.release([id]);
    const which = { conversationId: upload.conversationId, attachmentId: id };
    // Whoever is away now leaves it to the server, which sweeps what nobody has sent.
    untilAnswered(() => api.attachment.cancel.mutate(which), this.#options, this.#closing.signal).catch(
      () => undefined,
    );
  }

  /** They are sent, and nobody will ask for them again. */
  release(ids: readonly string[]): void {
    const left = new Map(this.getSnapshot());
    for (const id of ids) if (left.delete(id)) void deleteUpload(this.#storage, id);
    if (left.size < this.getSnapshot().size) this.#uploads.set(left);
  }

  close(): void {
    this.#closing.abort();
  }

  #start(id: string): Promise<void> {
    const upload = this.getSnapshot().get(id);
    if (upload?.upload.state === 'ready') return Promise.resolve();
    const running = this.#running.get(id);
    if (running) return running.outcome;
    const abort = new AbortController();
    const outcome = this.#run(id, AbortSignal.any([abort.signal, this.#closing.signal])).finally(() =>
      this.#running.delete(id),
    );
    this.#running.set(id, { outcome, abort });
    // Its progress says so; whoever waits for it is told as well.
    outcome.catch(() => undefined);
    return outcome;
  }

  async #run(id: string, signal: AbortSignal): Promise<void> {
    const upload = this.getSnapshot().get(id);
    const { api, sendPart } = this.#options;
    try {
      if (!upload?.blob) throw new ParleyError('FILE_GONE');
      const { blob, conversationId, name } = upload;
      const url = `${conversationId}/${id}`;
      const onProgress = (sentBytes: number) => this.#progress(id, { state: 'uploading', sentBytes, error: null });
      const view = await this.#lanes.run(() =>
        uploadFile({
          api,
          patience: this.#options,
          conversationId,
          id,
          name,
          blob,
          signal,
          onProgress,
          sendPart: (part) => sendPart(url, part),
        }),
      );
      this.#arrived(id, view);
    } catch (cause) {
      const error = signal.aborted ? new ParleyError('CLOSED') : parleyErrorOf(cause);
      this.#progress(id, { state: 'failed', sentBytes: 0, error: error.code });
      throw error;
    }
  }

  #arrived(id: string, view: AttachmentView): void {
    const upload = this.getSnapshot().get(id);
    if (!upload) return;
    const progress: UploadProgress = { state: 'ready', sentBytes: upload.blob?.size ?? view.size, error: null };
    const { name, kind, type, size, width, height } = view;
    this.#set({ ...upload, name, kind, type, size, width, height, upload: progress });
  }

  #progress(id: string, progress: UploadProgress): void {
    const upload = this.getSnapshot().get(id);
    if (upload) this.#set({ ...upload, upload: progress });
  }

  #set(upload: Upload): void {
    this.#uploads.set(new Map(this.getSnapshot()).set(upload.id, upload));
  }
}

const WAITING: UploadProgress = { state: 'waiting', sentBytes: 0, error: null };

function describe(id: string, conversationId: string, blob: Blob, name: string): Omit<Upload, 'upload'> {
  const { type, size } = blob;
  const kind = IMAGES.test(type) ? 'image' : type.startsWith('audio/') ? 'audio' : 'file';
  return { id, conversationId, name, kind, type, size, width: null, height: null, blob };
}
