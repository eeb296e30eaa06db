/** What becomes of messages, as apps see it. */

/** Somebody's emoji to a message. */
export interface Reaction {
  emoji: string;
  /** In the order in which they put it; visitors have no names. */
  by: readonly { kind: 'visitor' | 'operator'; id: string; name: string | null }[];
  /** Is it ours, too? */
  mine: boolean;
}

/** What has become of a message since it was sent. */
export interface MessageChanges {
  /** When it was edited last; `null`: never. */
  editedAt: Date | null;
  /** Its text and its files are gone. */
  deleted: boolean;
  /** In the order in which each was put first. */
  reactions: readonly Reaction[];
  /** A change of ours that the server has not acknowledged is among them. */
  pending: boolean;
}

/** The message that another one answers, as it is now. */
export interface Quote {
  messageId: string;
  /** `gone`: there is no such message here (any more). */
  state: 'loading' | 'shown' | 'deleted' | 'gone';
  seq: number | null;
  from: 'visitor' | 'operator' | 'system' | null;
  /** The operator. */
  author: { id: string; name: string | null } | null;
  /** Its beginning; empty where it is not `shown`, and where it is files alone. */
  text: string;
  /** Names of its files. */
  files: readonly string[];
}

export type MessageChange =
  | { type: 'edit'; text: string }
  | { type: 'delete' }
  | { type: 'react'; emoji: string; on: boolean };

export interface Changed {
  changeId: string;
  acknowledged: Promise<{ seq: number; duplicate: boolean }>;
}
