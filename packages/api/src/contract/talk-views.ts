/** What is told of messages beside themselves, and of canned replies. Types only, as in `views`. */

/** A message that another one answers, as it is now. */
export interface QuoteView {
  messageId: string;
  seq: number;
  at: Date;
  from: 'visitor' | 'operator' | 'system';
  /** `null` for the visitor. */
  author: { id: string; name: string } | null;
  /** Its beginning; what was written with its files, if anything. Empty once it is deleted. */
  text: string;
  /** Names of its files. */
  files: string[];
  deleted: boolean;
}

/** One state of a message, for operators. */
export interface MessageVersionView {
  seq: number;
  at: Date;
  what: 'sent' | 'edited' | 'deleted';
  by: { kind: 'visitor' | 'operator' | 'system'; id: string | null; name: string | null };
  /** `null` where it was deleted. */
  text: string | null;
}

/** Words that a project's operators use again and again. */
export interface CannedReplyView {
  id: string;
  /** By which it is found; one of its project's alone. */
  shortcut: string;
  /** `{visitor.name}` and `{operator.name}` stand for what they say. */
  text: string;
  updatedAt: Date;
}
