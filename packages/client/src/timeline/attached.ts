/** The composer's files: on their way or there, and in no message yet. A thread that is opened again finds them. */
import type { Outbox } from '../outbox/outbox.ts';
import { Derived } from '../store.ts';
import type { AttachmentItem, Store } from '../types.ts';
import type { Uploads } from '../uploads/uploads.ts';

export interface AttachedOptions {
  conversationId: string;
  uploads: Uploads;
  outbox: Outbox;
}

export class Attached implements Store<readonly AttachmentItem[]> {
  readonly #options: AttachedOptions;
  readonly #stops: (() => void)[];
  #items: readonly AttachmentItem[] = [];
  readonly #derived = new Derived<readonly AttachmentItem[]>(() => this.#compute());

  readonly getSnapshot = this.#derived.getSnapshot;
  readonly subscribe = this.#derived.subscribe;

  constructor(options: AttachedOptions) {
    this.#options = options;
    const onChange = () => this.#derived.invalidate();
    this.#stops = [options.uploads.subscribe(onChange), options.outbox.subscribe(onChange)];
  }

  add(file: Blob, name = nameOf(file)): string {
    return this.#options.uploads.add(this.#options.conversationId, file, name);
  }

  detach(id: string): void {
    if (this.#compute().some((item) => item.id === id)) this.#options.uploads.cancel(id);
  }

  close(): void {
    for (const stop of this.#stops) stop();
  }

  /** The same array while no file of ours has changed. */
  #compute(): readonly AttachmentItem[] {
    const { conversationId, uploads, outbox } = this.#options;
    const taken = new Set(outbox.getSnapshot().flatMap(({ files = [] }) => files));
    const items = [...uploads.getSnapshot().values()].filter(
      (upload) => upload.conversationId === conversationId && !taken.has(upload.id),
    );
    const isSame = items.length === this.#items.length && items.every((item, index) => item === this.#items[index]);
    if (!isSame) this.#items = items;
    return this.#items;
  }
}

/** A picture from the clipboard has none. */
function nameOf(file: Blob): string {
  if ('name' in file && typeof file.name === 'string' && file.name.trim() !== '') return file.name;
  const [kind = '', subtype = ''] = file.type.split(';')[0]?.split('/') ?? [];
  const extension = subtype.replace('jpeg', 'jpg').replaceAll(/[^a-z0-9]/g, '');
  return `${kind === '' || kind === 'application' ? 'file' : kind}${extension === '' ? '' : `.${extension}`}`;
}
