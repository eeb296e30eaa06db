/** Files that are attached, sent and shown: loaded with the first of them. */
export interface FileWords {
  /** Over the chat while a file is dragged there. */
  drop: string;
  /** `{count}`: a message takes no more. */
  tooMany: string;
  /** Names the list of what is attached and not sent yet. */
  attached: string;
  /** `{name}` */
  remove: string;
  /** `{name}` */
  uploading: string;
  waiting: string;
  offline: string;
  /** `{name}` */
  uploaded: string;
  /** `{name}` */
  open: string;
  /** Of the whole picture. */
  close: string;
  download: string;
  loading: string;
  gone: string;
  failed: string;
  again: string;
  trouble: Record<FileTrouble, string>;
}

/** `tooLarge` has `{limit}`. */
export type FileTrouble = 'tooLarge' | 'refused' | 'full' | 'lost' | 'tooFast' | 'broken' | 'notLoaded';
