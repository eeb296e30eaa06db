import type { AttachmentItem, ClientErrorCode, Store, Thread } from '@parley/client';
import type { ComponentType } from 'preact';
import type { FileWords } from '../locale/file-words.ts';
import { createStore } from '../session/value-store.ts';

export interface TrayProps {
  items: readonly AttachmentItem[];
  /** More were chosen than a message takes. */
  tooMany: boolean;
  onRemove: (id: string) => void;
  onRetry: (id: string) => void;
}

export interface MessageFilesProps {
  items: readonly AttachmentItem[];
  /** `null` while there is no conversation: then the files are here. */
  thread: Thread | null;
}

export interface FilesView {
  Tray: ComponentType<TrayProps>;
  MessageFiles: ComponentType<MessageFilesProps>;
  /** Why a message was not sent, as far as it is for its files. */
  Refusal: ComponentType<{ code: ClientErrorCode }>;
  DropTarget: ComponentType;
  words: FileWords;
}

/** The code comes from the very server that may be away. */
const AGAIN_MS = 4_000;

/** `null` until the code is there; asked for by the first who wants to show a file. */
export class LazyFiles implements Store<FilesView | null> {
  readonly #load: () => Promise<FilesView>;
  readonly #view = createStore<FilesView | null>(null);
  #loading = false;

  readonly subscribe = this.#view.subscribe;
  readonly getSnapshot = this.#view.getSnapshot;

  constructor(load: () => Promise<FilesView>) {
    this.#load = load;
  }

  want(): void {
    if (this.#loading) return;
    this.#loading = true;
    this.#load().then(
      (view) => this.#view.set(view),
      () => {
        this.#loading = false;
        setTimeout(() => this.want(), AGAIN_MS);
      },
    );
  }
}
