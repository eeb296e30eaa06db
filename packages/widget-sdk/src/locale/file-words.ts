/** Files: attaching, sending and showing them. */
export interface FileWords {
  attach: string;
  /** Names the list of what is attached and not sent yet. */
  attached: string;
  /** Over the chat while a file is dragged there. */
  drop: string;
  /** `{name}` */
  remove: string;
  /** `{name}` */
  retry: string;
  /** `{name}` */
  uploading: string;
  waiting: string;
  offline: string;
  /** `{name}` */
  uploaded: string;
  /** `{count}`: a message takes no more. */
  tooMany: string;
  /** What a message is called that has no words: `photo`, `sound`, and `file` with `{name}`. */
  photo: string;
  sound: string;
  file: string;
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
export type FileTrouble = 'tooLarge' | 'refused' | 'full' | 'lost' | 'tooFast' | 'broken';
