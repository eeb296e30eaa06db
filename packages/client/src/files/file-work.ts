/**
 * Brings files to the server, two at a time. Each is kept with its bytes until its message has been stored for a while, so that
 * a reload, and a log that lost its tail, find it again. Loaded with the first file.
 */
import type { AttachmentView } from '@parley/api/contract/views';
import { FILES_PATH } from '@parley/api/contract/wire';
import { sendPart } from '../connection/send-part.ts';
import { untilAnswered } from '../connection/until-answered.ts';
import { parleyErrorOf, ParleyError } from '../errors.ts';
import { memoryBlobs } from '../storage/memory-storage.ts';
import type { Value } from '../store.ts';
import type { AttachmentUrls, KeyValueStore, Store, UploadProgress } from '../types.ts';
import { AttachmentLinks } from './attachment-links.ts';
import { fitted } from './fit-image.ts';
import type { FilesOptions, Upload } from './files.ts';
import { Lanes } from './lanes.ts';
import { deleteUpload, loadUpload, loadUploadIds, saveUpload } from './upload-storage.ts';
import { uploadFile } from './upload-file.ts';

/** More at once are slower each, and a visitor waits for the first. */
const AT_ONCE = 2;

const WAITING: UploadProgress = { state: 'waiting', sentBytes: 0, error: null };
const IMAGES = /^image\/(jpeg|png|webp|gif|avif)$/;

export class FileWork {
  readonly #options: FilesOptions;
  readonly #storage: Required<KeyValueStore>;
  readonly #uploads: Value<ReadonlyMap<string, Upload>>;
  readonly #running = new Map<string, { outcome: Promise<void>; abort: AbortController }>();
  /** What is to be done on this device before they go. */
  readonly #preparing = new Map<string, Promise<void>>();
  readonly #lanes = new Lanes(AT_ONCE);
  /** By conversation. */
  readonly #links = new Map<string, AttachmentLinks>();

  constructor(options: FilesOptions, uploads: Value<ReadonlyMap<string, Upload>>) {
    this.#options = options;
    this.#storage = { ...options.storage, blobs: options.storage.blobs ?? memoryBlobs() };
    this.#uploads = uploads;
  }

  attach(conversationId: string, id: string, blob: Blob, name = nameOf(blob)): Promise<void> {
    this.#set(describe(id, conversationId, blob, name));
    const prepared = this.#prepare(id, blob).finally(() => this.#preparing.delete(id));
    this.#preparing.set(id, prepared);
    return this.#start(id);
  }

  /** Kept before it goes: a page that goes away in the middle of it has it then. */
  async #prepare(id: string, blob: Blob): Promise<void> {
    const fit = await fitted(blob, this.#options.maxBytes);
    const upload = this.#find(id);
    // It may have been taken back in the meantime.
    if (!upload) return;
    const { conversationId, name } = upload;
    if (fit !== blob) this.#set(describe(id, conversationId, fit, name));
    await saveUpload(this.#storage, upload, fit);
  }

  /** Where a stored file is to be had. */
  urls(conversationId: string, id: string): Store<AttachmentUrls> {
    const { api } = this.#options;
    const ask = (attachmentIds: string[]) => api.attachment.links.query({ conversationId, attachmentIds });
    const links = this.#links.get(conversationId) ?? new AttachmentLinks({ ...this.#options, ask });
    this.#links.set(conversationId, links);
    return links.of(id);
  }

  /** Takes up what messages of an earlier page wait for; what nothing waits for goes. */
  async resume(wanted: readonly string[]): Promise<void> {
    for (const id of await loadUploadIds(this.#storage)) {
      if (this.#find(id)) continue;
      const kept = wanted.includes(id) ? await loadUpload(this.#storage, id) : null;
      if (kept === null) await deleteUpload(this.#storage, id);
      else this.#set(describe(id, kept.conversationId, kept.blob, kept.name));
    }
  }

  /** Resolves when the server has all of them, ready to be sent. @throws ParleyError */
  async ready(ids: readonly string[]): Promise<void> {
    await Promise.all(ids.map((id) => this.#start(id)));
  }

  /** Looks again whether the server has them, and brings what it has not. */
  async again(ids: readonly string[]): Promise<void> {
    for (const id of ids) {
      const upload = this.#find(id);
      if (upload && !this.#running.has(id)) this.#set({ ...upload, upload: WAITING });
    }
    await this.ready(ids);
  }

  /** It will not be sent: neither side needs it any more. */
  async cancel(id: string): Promise<void> {
    const upload = this.#find(id);
    if (!upload) return;
    const running = this.#running.get(id);
    running?.abort.abort();
    await this.forget([id]);
    // What is under way would make anew what is taken back.
    await running?.outcome.catch(() => undefined);
    const { api, patience, closing } = this.#options;
    const which = { conversationId: upload.conversationId, attachmentId: id };
    // Whoever is away now leaves it to the server, which sweeps what nobody has sent.
    await untilAnswered(() => api.attachment.cancel.mutate(which), patience, closing);
  }

  async forget(ids: readonly string[]): Promise<void> {
    const left = new Map(this.#uploads.getSnapshot());
    for (const id of ids) left.delete(id);
    this.#uploads.set(left);
    for (const id of ids) await deleteUpload(this.#storage, id);
  }

  #start(id: string): Promise<void> {
    const upload = this.#find(id);
    if (upload?.upload.state === 'ready') return Promise.resolve();
    const running = this.#running.get(id);
    if (running) return running.outcome;
    const abort = new AbortController();
    const outcome = this.#run(id, AbortSignal.any([abort.signal, this.#options.closing])).finally(() =>
      this.#running.delete(id),
    );
    this.#running.set(id, { outcome, abort });
    // Its progress says so; whoever waits for it is told as well.
    outcome.catch(() => undefined);
    return outcome;
  }

  async #run(id: string, signal: AbortSignal): Promise<void> {
    const { api, patience, serverUrl, headers } = this.#options;
    try {
      await this.#preparing.get(id);
      const upload = this.#find(id);
      if (!upload?.blob) throw new ParleyError('FILE_GONE');
      const { blob, conversationId, name } = upload;
      const url = new URL(`${FILES_PATH}/${conversationId}/${id}`, serverUrl).href;
      const onProgress = (sentBytes: number) => this.#progress(id, { state: 'uploading', sentBytes, error: null });
      const view = await this.#lanes.run(() =>
        uploadFile({
          api,
          patience,
          conversationId,
          id,
          name,
          blob,
          signal,
          onProgress,
          sendPart: (part) => sendPart({ ...part, url, headers: headers() }),
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
    const upload = this.#find(id);
    if (!upload) return;
    const progress: UploadProgress = { state: 'ready', sentBytes: upload.blob?.size ?? view.size, error: null };
    const { name, kind, type, size, width, height } = view;
    this.#set({ ...upload, name, kind, type, size, width, height, upload: progress });
  }

  #progress(id: string, progress: UploadProgress): void {
    const upload = this.#find(id);
    if (upload) this.#set({ ...upload, upload: progress });
  }

  #find(id: string): Upload | undefined {
    return this.#uploads.getSnapshot().get(id);
  }

  #set(upload: Upload): void {
    this.#uploads.set(new Map(this.#uploads.getSnapshot()).set(upload.id, upload));
  }
}

/** A picture from the clipboard has none; the server adds what it is. */
function nameOf(file: Blob): string {
  const name = 'name' in file ? String(file.name).trim() : '';
  return name || file.type.split('/')[0] || 'file';
}

function describe(id: string, conversationId: string, blob: Blob, name: string): Upload {
  const { type, size } = blob;
  const kind = IMAGES.test(type) ? 'image' : type.startsWith('audio/') ? 'audio' : 'file';
  return { id, conversationId, name, kind, type, size, width: null, height: null, blob, upload: WAITING };
}
