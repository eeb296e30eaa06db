import type { AttachmentItem, ClientErrorCode, Thread } from '@parley/client';
import type { ComponentType } from 'preact';
import type { FileWords } from '../locale/file-words.ts';

export interface TrayProps {
  items: readonly AttachmentItem[];
  /** More were chosen than a message takes. */
  tooMany: boolean;
  /** `chip`: what shows it, and goes with it. */
  onRemove: (id: string, chip: Element | null) => void;
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
