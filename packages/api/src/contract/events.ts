/**
 * What the three kinds of stream carry, as unions by `type`. Types only.
 * A reader gets each event as `{ id: cursor, data: event }`; `seq` counts 1, 2, 3 … per stream.
 */
import type { AttachmentView, ConversationStatus, ConversationView } from './views.ts';
import type { CallEndReason, CallMedia, CallSide, CallView } from './call-views.ts';

/** Who caused an event. A visitor's name is not kept here, so that forgetting a visitor stays simple. */
export type Actor =
  | { kind: 'visitor'; id: string }
  | { kind: 'operator'; id: string; name: string }
  | { kind: 'system' };

interface Recorded {
  seq: number;
  /** UUID v7 of the event. */
  id: string;
  at: Date;
  actor: Actor;
}

/** The log of this stream is not the one the cursor came from: drop the view, read afresh, offer recent sends again (EL4). */
export interface ResetEvent {
  type: 'reset';
  /** Where the fresh reading starts: always 0. */
  seq: 0;
}

/** A message also opens a conversation that is snoozed or closed: a question must not drop out of the queue. */
export interface MessageSentEvent extends Recorded {
  type: 'message';
  /** Made by the client, UUID v7. */
  messageId: string;
  /** With files it ends with their names, for readers who know of none. */
  text: string;
  /** Its files, in order; without a link: those are of one viewer and for minutes. */
  attachments?: AttachmentView[] | undefined;
  /** Only with files: what was written with them, or nothing. */
  caption?: string | undefined;
  /** The message that it answers, of this conversation; of one that is not there, or is no more, `message.quotes` knows nothing. */
  replyTo?: string | undefined;
  /** Deleted since: its text and its files are gone from here, and the event that says so comes later in the log. */
  deleted?: true | undefined;
}

/** Of one message, which keeps its place: the last of its edits in the order of the log is what it says. */
interface Change extends Recorded {
  /** Made by the client, UUID v7. */
  changeId: string;
  messageId: string;
  /** Where the message stands. */
  messageSeq: number;
}

/** Where a message has been edited, each of its texts reads as the newest: also in the event that sent it. */
export interface MessageEditedEvent extends Change {
  type: 'message.edited';
  /** As in the message: with files it ends with their names. */
  text: string;
  caption?: string | undefined;
}

/** For good: what is said of it afterwards counts for nothing. */
export interface MessageDeletedEvent extends Change {
  type: 'message.deleted';
}

/** One emoji of one person to one message is there or is not, however often he says it. */
export interface MessageReactedEvent extends Change {
  type: 'message.reacted';
  emoji: string;
  on: boolean;
}

export type MessageChangeEvent = MessageEditedEvent | MessageDeletedEvent | MessageReactedEvent;

/** Everything up to `upTo` has been delivered to, or read by, that side. */
export interface ReceiptEvent extends Recorded {
  type: 'receipt';
  receipt: 'delivered' | 'read';
  side: 'visitor' | 'operator';
  upTo: number;
}

export interface StatusEvent extends Recorded {
  type: 'status';
  status: ConversationStatus;
}

export interface AssignedEvent extends Recorded {
  type: 'assigned';
  /** `null`: handed back to the queue. */
  operator: { id: string; name: string } | null;
}

/** A call began to ring in this conversation; subscribe to `call.events` for its course. */
export interface CallStartedEvent extends Recorded {
  type: 'call.started';
  callId: string;
  media: CallMedia;
  /** The side that rings the other. */
  caller: CallSide;
}

export interface CallEndedEvent extends Recorded {
  type: 'call.ended';
  callId: string;
  media: CallMedia;
  caller: CallSide;
  reason: CallEndReason;
  /** Milliseconds from connected to ended; 0 when it never connected: a missed call. */
  durationMs: number;
}

export type RecordedConversationEvent =
  | MessageSentEvent
  | MessageChangeEvent
  | ReceiptEvent
  | StatusEvent
  | AssignedEvent
  | CallStartedEvent
  | CallEndedEvent;
export type ConversationEvent = RecordedConversationEvent | ResetEvent;

/** A private note of operators; it lives in a stream of its own, which no visitor can read. */
export interface RecordedNoteEvent extends Recorded {
  type: 'note';
  noteId: string;
  text: string;
  /** The conversation's seq when the note was written: where it stands in the thread. */
  afterSeq: number;
  /** Colleagues that it calls; ids of operators. */
  mentions?: string[] | undefined;
}
export type NoteEvent = RecordedNoteEvent | ResetEvent;

/** Something happened in a conversation of this project. */
export interface InboxPointerEvent {
  type: 'conversation';
  seq: number;
  id: string;
  at: Date;
  conversationId: string;
  /**
   * Which kind of event it was; `note` points into the notes, `state` to a call between operators that began or ended, `mentions` to
   * nothing: somebody has seen where he was mentioned.
   */
  what: RecordedConversationEvent['type'] | 'note' | 'state' | 'mentions';
  /** The event's seq in its own stream. */
  eventSeq: number;
  /** For `call.started` and `call.ended`. */
  callId: string | null;
  /** The conversation as it was when this pointer was read: as fresh or fresher than the pointer. */
  conversation: ConversationView;
}
/** This conversation, and all that was in it, is no more: drop what is shown of it. */
export interface InboxErasedEvent {
  type: 'erased';
  seq: number;
  id: string;
  at: Date;
  conversationId: string;
}
export type InboxEvent = InboxPointerEvent | InboxErasedEvent | ResetEvent;

/** From one leg to the other, within the limits; while the call is `relayOnly`, without addresses but relays' (CL3). */
export type PeerSignal =
  | { kind: 'description'; type: 'offer' | 'answer'; sdp: string; gen: number }
  | { kind: 'candidates'; candidates: IceCandidate[]; end?: boolean | undefined; gen: number }
  | TracksSignal;

/** What the sender's tracks do now. Higher `rev` wins. */
export interface TracksSignal {
  kind: 'tracks';
  audio: boolean;
  video: boolean;
  /** The picture is a screen, to be shown whole. */
  screen?: boolean | undefined;
  /** The sender has put the other one on hold: nothing is sent, nothing is played. */
  held?: boolean | undefined;
  /** The id of the listener of whom the sender's person has been told. Before that he hears nothing. */
  listener?: string | undefined;
  rev: number;
}

/** From one leg to the server: how its device and its media are. */
export type LegReport =
  /** The device rings; only now may the caller hear a ringback tone. */
  | { kind: 'ringing' }
  /** This page can connect while it rings, and sends nothing to be heard or seen before somebody has accepted. */
  | { kind: 'early' }
  | { kind: 'media'; state: 'connected' | 'lost' | 'failed'; gen: number }
  /** No microphone, no permission: the call can't go on with this leg. */
  | { kind: 'media'; state: 'denied'; gen: number }
  /** ICE must be negotiated again (`ice`), or the whole connection rebuilt (`peer`). */
  | { kind: 'restart'; what: 'ice' | 'peer' }
  /** The page goes away. It may be loaded anew and come back; until then the other one knows. */
  | { kind: 'left' };

export type CallSignal = PeerSignal | LegReport;

export interface IceCandidate {
  candidate: string;
  sdpMid: string | null;
  sdpMLineIndex: number | null;
  usernameFragment?: string | null | undefined;
}

/** The call's state changed; `call` is the state after the change. */
export interface CallStateEvent extends Recorded {
  type: 'state';
  call: CallView;
}

/** The other leg's signal. */
export interface CallSignalEvent extends Recorded {
  type: 'signal';
  signalId: string;
  signal: PeerSignal;
}

export type RecordedCallEvent = CallStateEvent | CallSignalEvent;
export type CallEvent = RecordedCallEvent | ResetEvent;

/** Who is there and who writes. Never stored; a subscription begins with the present state. */
export type PresenceEvent =
  | { type: 'online'; who: PresenceOf; online: boolean }
  /** `text`: of a visitor, where the project shows it, to operators alone. */
  | { type: 'typing'; conversationId: string; who: PresenceOf; typing: boolean; text?: string | undefined }
  /** An operator has the conversation open before him; told to operators alone. */
  | { type: 'looking'; conversationId: string; who: Extract<PresenceOf, { kind: 'operator' }>; looking: boolean };

export type PresenceOf =
  | { kind: 'visitor'; id: string }
  | { kind: 'operator'; id: string; name: string }
  /** Somebody of the project's operators: visitors are not told who of them is at work. */
  | { kind: 'team' };
