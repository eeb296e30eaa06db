/** What the client shows to apps. Hand-written: apps and published packages see these names and no server code. */
import type { ErrorCode } from '@parley/api/contract/wire';
import type { PresenceOf } from '@parley/api/contract/events';
import type {
  Attributes,
  AttachmentKind,
  CallEndReason,
  CallMedia,
  CallQuality,
  CallSide,
  CallView,
  ConversationStatus,
  LegSide,
  PublicProjectView,
  Receipts,
  VisitorConversationView,
  VisitorSelfView,
} from '@parley/api/contract/views';

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
  | 'FILE_GONE';

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
}

export type ThreadItem =
  | MessageItem
  | {
      kind: 'note';
      key: string;
      author: { id: string; name: string | null };
      text: string;
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
  /** A private note; operators only. */
  addNote(text: string): { messageId: string; acknowledged: Promise<{ seq: number; duplicate: boolean }> };
  /** Sends a failed message again under its old id. */
  retry(messageId: string): void;
  /** Drops a failed message. */
  discard(messageId: string): void;
  loadOlder(): Promise<void>;
  /** Everything shown has been seen by a person. */
  markRead(): void;
  /** Call on each keystroke; repeats and the end are taken care of. */
  setTyping(typing: boolean): void;
  close(): void;
}

export type CallPhase =
  /** Asking for microphone and camera. */
  | 'preparing'
  /** We call: the other side does not ring yet. */
  | 'calling'
  /** We call: it rings over there. */
  | 'ringing'
  /** We are being called. */
  | 'incoming'
  | 'connecting'
  | 'active'
  | 'reconnecting'
  | 'ended';

/** Ids of devices to begin with; another one is used where one of them is not there. */
export interface DeviceChoice {
  microphone?: string | undefined;
  camera?: string | undefined;
}

export interface CallSnapshot {
  callId: string;
  conversationId: string;
  phase: CallPhase;
  media: CallMedia;
  /** Which side called; `outgoing` tells whether that was us. */
  caller: LegSide;
  outgoing: boolean;
  /** The other one; the name is `null` until someone has accepted. */
  peer: { name: string | null };
  muted: boolean;
  /** Is our camera on? */
  camera: boolean;
  /** Do we share our screen? It takes the camera's place in what the other side sees. */
  screen: boolean;
  /** Have we put the other side on hold? */
  held: boolean;
  /**
   * What the other side says of its tracks; `screen`: its picture is a screen, `held`: it has put us on hold, `listener`: the
   * id of him of whom its person has been told that he listens.
   */
  remote: { audio: boolean; video: boolean; screen: boolean; held: boolean; listener?: string };
  /** Ids of the devices in use; `null` where none is. */
  microphone: string | null;
  /** Of the camera. */
  cameraId: string | null;
  /** How we hear the other side, of the last ten seconds; `null` while nothing is known. */
  quality: CallQuality | null;
  localStream: MediaStream | null;
  remoteStream: MediaStream | null;
  connectedAt: Date | null;
  /** With `ended`: the server's reason, or that another device or another operator has the call. */
  endReason: CallEndReason | 'answered_elsewhere' | 'declined_elsewhere' | null;
  /** What this device could not do, such as `MEDIA_DENIED`. */
  error: ClientErrorCode | null;
  /** The server's view, for those who want it all. */
  call: CallView | null;
}

export interface Call extends Store<CallSnapshot> {
  readonly callId: string;
  /** Takes an incoming call: asks for the microphone (and camera, if `media` is video), then tells the server. */
  accept(media?: CallMedia): Promise<void>;
  /** `device`: others ring on; `everyone`: nobody takes it. */
  decline(scope?: 'device' | 'everyone'): Promise<void>;
  /** Cancels or hangs up, whichever fits. */
  hangUp(): Promise<void>;
  setMuted(muted: boolean): void;
  /** @throws ParleyError MEDIA_DENIED, NO_DEVICE, DEVICE_BUSY */
  setCamera(on: boolean): Promise<void>;
  /** Asks the person what to share. That he changes his mind is no error; he may also stop by the browser's own button. */
  setScreen(on: boolean): Promise<void>;
  /** On hold nothing is sent to the other side and nothing of it is played. */
  setHeld(held: boolean): void;
  /** Another microphone or camera, in mid-call. @throws ParleyError as `setCamera` */
  useDevice(kind: 'microphone' | 'camera', deviceId: string): Promise<void>;
  /** Operators: a colleague's devices ring; who accepts has the call instead of us. Until then we keep it. */
  transfer(operatorId: string): Promise<void>;
  cancelTransfer(): Promise<void>;
  /**
   * Operators: puts the visitor on hold and asks a colleague, in a call of its own that the visitor learns nothing of. It
   * ends with this one. With `handOver` the colleague gets the visitor; after `hangUp` he is still on hold.
   */
  consult(operatorId: string): Call;
  /** Of a consult that the colleague has answered: his device has the visitor's call now, and ours has neither. */
  handOver(): Promise<void>;
  /** For tests and quality displays; `null` before there is a connection. */
  getStats(): Promise<RTCStatsReport | null>;
  /** Leaves the session without ending the call (the page goes away). */
  dispose(): void;
}

export type DeviceFinding = 'ok' | 'skipped' | 'MEDIA_DENIED' | 'NO_DEVICE' | 'DEVICE_BUSY' | 'NOT_SUPPORTED';
export type NetworkFinding =
  | 'ok'
  /** The server knows no relay: calls work where both networks allow a straight connection. */
  | 'no_relay'
  /** The relay answers by TCP alone: calls work, and may stutter. */
  | 'UDP_BLOCKED'
  | 'RELAY_UNREACHABLE'
  /** This browser does not say what has become of its question: the call will show. */
  | 'unknown'
  | 'OFFLINE';

export interface CallCheckSnapshot {
  /** `null`: still being looked at. */
  microphone: DeviceFinding | null;
  camera: DeviceFinding | null;
  network: NetworkFinding | null;
  /** How loud the microphone is, 0 to 1. */
  level: number;
  /** To show the camera's picture. */
  stream: MediaStream | null;
  /** What can be chosen from; labels are known once the person has said yes. */
  microphones: MediaDeviceInfo[];
  cameras: MediaDeviceInfo[];
  speakers: MediaDeviceInfo[];
}

/** Looks at microphone, camera and network before a call. `close()` lets go of the devices. */
export interface CallCheck extends Store<CallCheckSnapshot> {
  again(): void;
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
