/** What each kind of stream stores in `event.body`. The wire event is the body with seq, id, at and actor. */
import type { CallView } from '../contract/call-views.ts';
import type { PeerSignal, RecordedConversationEvent, RecordedNoteEvent } from '../contract/events.ts';

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;
type RecordedKeys = 'seq' | 'id' | 'at' | 'actor';

export type ConversationBody = DistributiveOmit<RecordedConversationEvent, RecordedKeys>;
export type NoteBody = DistributiveOmit<RecordedNoteEvent, RecordedKeys>;
export type InboxBody = PointerBody | { type: 'erased'; conversationId: string };
export interface PointerBody {
  type: 'conversation';
  conversationId: string;
  what: ConversationBody['type'] | 'note' | 'state' | 'mentions';
  eventSeq: number;
  callId: string | null;
}
/** Times inside JSON are ISO 8601 text. */
export type Stored<T> = {
  [K in keyof T]: T[K] extends Date ? string : T[K] extends Date | null ? string | null : T[K];
};
/** `transfer` is missing in what older versions have stored. */
export type StoredCall = Omit<Stored<CallView>, 'transfer'> & { transfer?: CallView['transfer'] };
export type CallBody =
  | { type: 'state'; call: StoredCall }
  /**
   * For the leg `to` alone; null: for nobody (held for the winner, void, or a report to the server), there so that
   * the same id gets the same answer (EL6). `signal` is null once the call has ended (CL2); the row stays, so that
   * cursors still prove themselves.
   */
  | { type: 'signal'; signalId: string; signal: PeerSignal | null; to: { partyId: string; deviceId: string } | null };

export interface BodyOf {
  conversation: ConversationBody;
  notes: NoteBody;
  inbox: InboxBody;
  call: CallBody;
}
export type StreamKind = keyof BodyOf;
export type EventBody = BodyOf[StreamKind];

/** A stream and what it holds. */
export interface StreamRef<K extends StreamKind> {
  id: number;
  kind: K;
}
