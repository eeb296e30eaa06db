/** Brings files to the server, two at a time. Loaded with the first file. */
import type { AttachmentView } from '@parley/api/contract/views';
import { FILES_PATH } from '@parley/api/contract/wire';
import { sendPart } from '../connection/send-part.ts';
import { untilAnswered } from '../connection/until-answered.ts';
import { parleyErrorOf, ParleyError } from '../errors.ts';
import type { AttachmentUrls, Store, UploadProgress } from '../types.ts';
import { AttachmentLinks } from './attachment-links.ts';
import { fitted } from './fit-image.ts';
import type { Files, FilesOptions } from './files.ts';
import { Lanes } from './lanes.ts';
import { describe, failure, type Upload } from './upload.ts';
import { uploadFile } from './upload-file.ts';

/** More at once are slower each, and a visitor waits for the first. */
const AT_ONCE = 2;

type Known = Pick<Files, 'find' | 'put' | 'progress' | 'keep'>;

export class FileWork {
  readonly #options: FilesOptions;
  readonly #files: Known;
  readonly #running = new Map<string, { outcome: Promise<void>; abort: AbortController }>();
  /** Need no second look when they are tried again. */
  readonly #fitting = new WeakSet<Blob>();
  readonly #lanes = new Lanes(AT_ONCE);
  /** By conversation. */
  readonly #links = new Map<string, AttachmentLinks>();

  constructor(options: FilesOptions, files: Known) {
    this.#options = options;
    this.#files = files;
  }

  /** Where a stored file is to be had. */
  urls(conversationId: string, id: string): Store<AttachmentUrls> {
    const { api } = this.#options;
    const ask = (attachmentIds: string[]) => api.attachment.links.query({ conversationId, attachmentIds });
    const links = this.#links.get(conversationId) ?? new AttachmentLinks({ ...this.#options, ask });
    this.#links.set(conversationId, links);
    return links.of(id);
  }

  /** Resolves when the server has all of them, ready to be sent. @throws ParleyError */
  async ready(ids: readonly string[]): Promise<void> {
    await Promise.all(ids.map((id) => this.#start(id)));
  }

  /** Nobody waits for it any more. */
  stop(id: string): void {
    this.#running.get(id)?.abort.abort();
  }

  /** It will not be sent: the server needs it no more. */
  async cancel({ id, conversationId }: Upload): Promise<void> {
    this.stop(id);
    // What is under way would make anew what is taken back.
    await this.#running.get(id)?.outcome.catch(() => undefined);
    const { api, patience, closing } = this.#options;
    // Whoever is away now leaves it to the server, which sweeps what nobody has sent.
    await untilAnswered(() => api.attachment.cancel.mutate({ conversationId, attachmentId: id }), patience, closing);
  }

  #start(id: string): Promise<void> {
    if (this.#files.find(id)?.upload.state === 'ready') return Promise.resolve();
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
    try {
      this.#arrived(id, await this.#lanes.run(() => this.#bring(id, signal)));
    } catch (cause) {
      const error = signal.aborted ? new ParleyError('CLOSED') : parleyErrorOf(cause);
      this.#files.progress(id, failure(error.code));
      throw error;
    }
  }

  async #bring(id: string, signal: AbortSignal): Promise<AttachmentView> {
    const { api, patience, serverUrl, headers, maxBytes } = this.#options;
    const attached = this.#files.find(id);
    if (!attached?.blob) throw new ParleyError('FILE_GONE');
    const { conversationId, name } = attached;
    const blob = this.#fitting.has(attached.blob) ? attached.blob : await fitted(attached.blob, maxBytes);
    this.#fitting.add(blob);
    if (blob !== attached.blob && this.#files.find(id)) {
      this.#files.put(describe(id, conversationId, blob, name));
      // Before it goes: after a reload it goes on where it was, and that is nowhere in another file.
      await this.#files.keep(id, blob);
    }
    const url = new URL(`${FILES_PATH}/${conversationId}/${id}`, serverUrl).href;
    const onProgress = (sentBytes: number) => this.#files.progress(id, { state: 'uploading', sentBytes, error: null });
    return uploadFile({
      api,
      patience,
      conversationId,
      id,
      name,
      blob,
      signal,
      onProgress,
      sendPart: (part) => sendPart({ ...part, url, headers: headers() }),
    });
  }

  #arrived(id: string, view: AttachmentView): void {
    const upload = this.#files.find(id);
    if (!upload) return;
    const progress: UploadProgress = { state: 'ready', sentBytes: upload.blob?.size ?? view.size, error: null };
    const { name, kind, type, size, width, height } = view;
    this.#files.put({ ...upload, name, kind, type, size, width, height, upload: progress });
  }
}
