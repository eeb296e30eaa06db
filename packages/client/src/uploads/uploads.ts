/** The files of this device that go to the server, as everybody sees them. What brings them there is loaded with the first. */
import { v7 as uuidv7 } from 'uuid';
import type { Api } from '../connection/transport.ts';
import { untilAnswered, type Patience } from '../connection/until-answered.ts';
import { ParleyError } from '../errors.ts';
import { Value } from '../store.ts';
import type { AttachmentItem, KeyValueStore, UploadProgress } from '../types.ts';
import type { UploadEngine } from './upload-engine.ts';

export interface Upload extends AttachmentItem {
  conversationId: string;
  upload: UploadProgress;
}

export interface UploadsOptions extends Patience {
  api: Api;
  storage: KeyValueStore;
  /** The way to the server beside the wire. */
  line: { url: string; headers(): Record<string, string> };
}

/** Of its values; whoever keeps files there needs no code to find that there are none. */
export const UPLOAD_PREFIX = 'upload:';
export const WAITING: UploadProgress = { state: 'waiting', sentBytes: 0, error: null };
const IMAGES = /^image\/(jpeg|png|webp|gif|avif)$/;

export class Uploads {
  readonly #options: UploadsOptions;
  readonly #uploads = new Value<ReadonlyMap<string, Upload>>(new Map());
  readonly #closing = new AbortController();
  #engine: Promise<UploadEngine> | null = null;

  readonly subscribe = this.#uploads.subscribe;
  readonly getSnapshot = this.#uploads.getSnapshot;

  constructor(options: UploadsOptions) {
    this.#options = options;
  }

  add(conversationId: string, blob: Blob, name: string): string {
    const id = uuidv7();
    const upload = { ...describeUpload(id, conversationId, blob, name), upload: WAITING };
    this.#uploads.set(new Map(this.getSnapshot()).set(id, upload));
    this.#with((engine) => engine.begin(id));
    return id;
  }

  /** Takes up what messages of an earlier page wait for; what nothing waits for goes. */
  async resume(wanted: ReadonlySet<string>): Promise<void> {
    const keys = await this.#options.storage.keys();
    if (keys.some((key) => key.startsWith(UPLOAD_PREFIX))) await (await this.#load()).resume(wanted);
  }

  /** Resolves when the server has all of them, ready to be sent. @throws ParleyError */
  async ready(ids: readonly string[]): Promise<void> {
    await (await this.#load()).ready(ids);
  }

  /** Looks again whether the server has them, and brings what it has not. */
  async again(ids: readonly string[]): Promise<void> {
    await (await this.#load()).again(ids);
  }

  retry(id: string): void {
    this.#with((engine) => engine.again([id]));
  }

  /** It will not be sent: neither side needs it any more. */
  cancel(id: string): void {
    const upload = this.getSnapshot().get(id);
    if (!upload) return;
    this.#drop([id]);
    this.#with((engine) => engine.cancel(upload));
  }

  /** They are sent, and nobody will ask for them again. */
  release(ids: readonly string[]): void {
    if (ids.length === 0) return;
    this.#drop(ids);
    this.#with((engine) => engine.forget(ids));
  }

  close(): void {
    this.#closing.abort();
  }

  #drop(ids: readonly string[]): void {
    const left = new Map(this.getSnapshot());
    for (const id of ids) left.delete(id);
    this.#uploads.set(left);
  }

  /** Whatever comes of it stands with the upload. */
  #with(act: (engine: UploadEngine) => Promise<void> | void): void {
    this.#load()
      .then(act)
      .catch(() => undefined);
  }

  /** On a page the code comes from the very server that may be down. */
  #load(): Promise<UploadEngine> {
    const signal = this.#closing.signal;
    const code = () =>
      import('./upload-engine.ts').catch((cause: unknown) => {
        throw new ParleyError('NETWORK', { cause });
      });
    this.#engine ??= untilAnswered(code, this.#options, signal).then(
      (module) => new module.UploadEngine(this.#options, this.#uploads, signal),
    );
    return this.#engine;
  }
}

export function describeUpload(id: string, conversationId: string, blob: Blob, name: string): Omit<Upload, 'upload'> {
  const { type, size } = blob;
  const kind = IMAGES.test(type) ? 'image' : type.startsWith('audio/') ? 'audio' : 'file';
  return { id, conversationId, name, kind, type, size, width: null, height: null, blob };
}
