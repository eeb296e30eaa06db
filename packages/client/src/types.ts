/** What the client shows to apps. Hand-written: apps and published packages see these names and no server code. */
import type { ErrorCode } from '@parley/api/contract/wire';
import type { PresenceOf } from '@parley/api/contract/events';
import type { Changed, MessageChange, MessageChanges, Quote } from './talk/talk-types.ts';
import type {
  Attributes,
  AttachmentKind,
  ConversationStatus,
  PublicProjectView,
  Receipts,
  VisitorConversationView,
  VisitorSelfView,
} from '@parley/api/contract/views';
import type { CallEndReason, CallMedia, CallSide } from '@parley/api/contract/call-views';

/**
 * A value that changes; fits React's `useSyncExternalStore`, so both are free of `this`. `getSnapshot` gives the
 * same object until a change.
 */
export interface Store<T> {
  readonly subscribe: (listener: () => void) => () => void;
  readonly getSnapshot: () => T;
}

/** Everything that can go wrong, as one class: `code` is the server's, or one of the client's own. */
export type ClientErrorCode =
  | ErrorCode
  | 'NETWORK'
  | 'CLOSED'
  | 'MEDIA_DENIED'
  | 'NO_DEVICE'
  | 'DEVICE_BUSY'
  | 'NOT_SUPPORTED'
  /** The relay does not take the server's credentials: somebody has to look at their configuration. */
  | 'TURN_REFUSED'
  /** A file that was to be sent is no longer on this device. */
  | 'FILE_GONE'
  /** The server is there, and a part of our own code is not to be had from it: a reload may help. */
  | 'NOT_LOADED';

export type ConnectionSnapshot =
  | { state: 'idle' }
  | { state: 'connecting' }
  | { state: 'online'; transport: 'websocket' | 'http' }
  /** The connection was there and is gone; the next attempt starts at `retryAt` (ms since epoch), `null` while it runs. */
  | { state: 'reconnecting'; attempt: number; retryAt: number | null }
  /** The device itself says that it has no network. */
  | { state: 'offline' }
  /** For good: `close()` was called, or the server refused us. */
  | { state: 'closed'; reason: 'closed' | 'unauthenticated' | 'forbidden' | 'suspended' | 'protocol' };

/** queued: waits for its turn or for the network · sending: on its way · sent: stored by the server. */
export type MessageState = 'queued' | 'sending' | 'sent' | 'delivered' | 'read' | 'failed';

/** A file of a message, or one that is to become one. */
export interface AttachmentItem {
  id: string;
  name: string;
  /** image: to be shown · audio: to be played · file: for downloading. A guess until it is `ready`. */
  kind: AttachmentKind;
  type: string;
  /** Bytes. */
  size: number;
  /** Pixels; `null` where it is no image, or not known yet. */
  width: number | null;
  height: number | null;
  /** With files that this device brings to the server; `null` for what is in the log. */
  upload: UploadProgress | null;
  /** Here on this device: to be shown without asking the server. */
  blob: Blob | null;
}

export interface UploadProgress {
  state: 'waiting' | 'uploading' | 'ready' | 'failed';
  /** What the server has of it. */
  sentBytes: number;
  /** Why it failed; only with `failed`. */
  error: ClientErrorCode | null;
}

/** Where a stored file is to be had, for this person and for minutes. */
export interface AttachmentUrls {
  /** To show, play or download it; `null` until it is known. */
  file: string | null;
  /** A small picture of it; `null` where there is none: then the file itself is small, or no image. */
  thumb: string | null;
  /** Why it can't be had, such as `NOT_FOUND` after it was erased. */
  error: ClientErrorCode | null;
}

export interface MessageItem {
  kind: 'message';
  /** The message id: stable from the first keystroke to the last receipt. */
  key: string;
  seq: number | null;
  from: 'visitor' | 'operator' | 'system';
  /** The operator's name; `null` for the visitor. */
  author: { id: string; name: string | null } | null;
  mine: boolean;
  /** May be empty where there are attachments. */
  text: string;
  attachments: readonly AttachmentItem[];
  at: Date;
  /** Of our own side's messages; the other side's are `sent`. */
  state: MessageState;
  /** Why it failed; only with `failed`. */
  error: ClientErrorCode | null;
  /** These two are `null` where there is none; and, for a moment, until the code that reads them is there. */
  changes: MessageChanges | null;
  replyTo: Quote | null;
}

export type ThreadItem =
  | MessageItem
  | {
      kind: 'note';
      key: string;
      author: { id: string; name: string | null };
      text: string;
      /** The operators that it calls, by their ids. */
      mentions: readonly string[];
      at: Date;
      state: MessageState;
      error: ClientErrorCode | null;
    }
  | { kind: 'status'; key: string; seq: number; at: Date; status: ConversationStatus; by: string | null }
  | {
      kind: 'assigned';
      key: string;
      seq: number;
      at: Date;
      operator: { id: string; name: string } | null;
      by: string | null;
    }
  | {
      kind: 'call';
      key: string;
      seq: number;
      at: Date;
      callId: string;
      media: CallMedia;
      caller: CallSide;
      ended: { reason: CallEndReason; durationMs: number } | null;
    };

export interface ThreadSnapshot {
  state: 'loading' | 'ready' | 'error';
  error: ClientErrorCode | null;
  /** While it loads: what is shown was kept by this device, and may be out of date. */
  isKept: boolean;
  /** In the order of the log; unsent ones at the end. */
  items: readonly ThreadItem[];
  /** Are there older messages to load? */
  hasMore: boolean;
  loadingOlder: boolean;
  status: ConversationStatus;
  assignee: { id: string; name: string } | null;
  receipts: Receipts;
  lastSeq: number;
  /** The other side's messages that this side has not read. */
  unread: number;
  /** Who is writing now, without ourselves. */
  typing: readonly PresenceOf[];
  /** Operators: what the visitor is about to say, where the project shows it. */
  preview: string | null;
  /** Operators: colleagues who have the conversation before them now. */
  looking: readonly PresenceOf[];
  /** Is someone of the other side connected? */
  peerOnline: boolean;
  /** The call of this conversation that is not over. */
  liveCallId: string | null;
}

/** One conversation, live. Open it once per screen and `close()` it when the screen goes. */
export interface Thread extends Store<ThreadSnapshot> {
  readonly conversationId: string;
  /**
   * Queues a message at once; it is sent in order, retried until answered, and survives a reload. One with files is sent as
   * soon as they have arrived, and holds up nothing that is written meanwhile.
   */
  send(
    text: string,
    attachmentIds?: readonly string[],
    options?: { replyTo?: string },
  ): { messageId: string; acknowledged: Promise<{ seq: number; duplicate: boolean }> };
  /**
   * Begins to upload a file, to be sent with a message. It goes on after a cut where it was; once its message is queued it
   * goes on after a reload too. @returns its id
   */
  attach(file: Blob, name?: string): string;
  /** Takes back a file that is not in a message, wherever its upload is. */
  detach(attachmentId: string): void;
  /** Tries a failed upload again. */
  retryUpload(attachmentId: string): void;
  /** What is attached and not in a message yet: the composer's, in the order added. */
  readonly attached: Store<readonly AttachmentItem[]>;
  /**
   * Links to a stored file, asked for while somebody subscribes and renewed before they end. A picture that is shown
   * already needs no new one: take the newest when it is shown next, or fails.
   */
  urls(attachmentId: string): Store<AttachmentUrls>;
  /**
   * Edits or deletes a stored message, or puts an emoji to it; shown at once, and sent like a message, after those written before.
   * `acknowledged` rejects with FORBIDDEN, TOO_LATE, MESSAGE_DELETED, or TOO_MANY; then it was never there.
   */
  change(messageId: string, change: MessageChange): Changed;
  /** A private note; operators only. `mentions`: ids of members of the project. */
  addNote(
    text: string,
    mentions?: readonly string[],
  ): { messageId: string; acknowledged: Promise<{ seq: number; duplicate: boolean }> };
  /** Sends a failed message again under its old id. */
  retry(messageId: string): void;
  /** Drops a failed message. */
  discard(messageId: string): void;
  loadOlder(): Promise<void>;
  /** Everything shown has been seen by a person; an operator has seen where he is mentioned, too. */
  markRead(): void;
  /** Call on each keystroke; repeats and the end are taken care of. `text`: of a visitor whose project `previewsTyping`. */
  setTyping(typing: boolean, text?: string): void;
  /** Operators: it is before a person now, or not any more. Colleagues are told; repeats are taken care of, and `close()` ends it. */
  setLooking(looking: boolean): void;
  close(): void;
}

/** Where a visitor’s token and unsent messages are kept; in browsers IndexedDB. */
export interface KeyValueStore {
  get(key: string): Promise<string | null>;
  set(key: string, value: string): Promise<void>;
  delete(key: string): Promise<void>;
  keys(): Promise<string[]>;
  /** For files that are to be sent. Without it they are kept in memory, and do not survive a reload. */
  readonly blobs?: BlobStore;
}

export interface BlobStore {
  get(key: string): Promise<Blob | null>;
  set(key: string, value: Blob): Promise<void>;
  delete(key: string): Promise<void>;
}

/** What the site's page knows of its visitor, and where he is. Nobody has signed that. */
export interface StartInput {
  attributes?: Attributes;
  page?: { url: string; title: string };
}

/** What the site says about its visitor: a JWT that it has signed, or where to get one. */
export type Identity =
  | { token: string }
  /**
   * Called at the start, before the time of the last one is over, and when the server asks for another one. `null`: nobody is
   * signed in at the site (any more), which is a logout here.
   */
  | { getToken: () => Promise<string | null> };

/**
 * Why the person behind the client is another one: `identified` by the site's word · `loggedOut` here · `elsewhere`, in another tab ·
 * `ended`: the server does not know him any more, or the site does not vouch for him any longer.
 */
export type PersonChange = 'identified' | 'loggedOut' | 'elsewhere' | 'ended';

export interface StartedVisitor {
  visitor: VisitorSelfView;
  project: PublicProjectView;
  conversation: VisitorConversationView | null;
  /** Another person than this storage knew: what was kept of that one elsewhere is not his. */
  isOther: boolean;
}
