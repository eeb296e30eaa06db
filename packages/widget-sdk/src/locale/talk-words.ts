/** Quotes, edits and reactions: loaded with the first of them. */
export interface TalkWords {
  /** Read aloud before what a message answers. `{name}` */
  answers: string;
  /** In the place of a message that was deleted. */
  deleted: string;
  /** What was quoted is not to be had any more. */
  gone: string;
  loading: string;
  edited: string;
  /** `{emoji}`, `{count}` */
  reaction: string;
}
