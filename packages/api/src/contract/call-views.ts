/** What queries and mutations about calls return. Types only; times are `Date` on the client (superjson). */

export type CallMedia = 'audio' | 'video';
export type CallSide = 'visitor' | 'operator';
/** Of a call beside a visitor's: `operator` has the visitor's call, `colleague` is another one. */
export type LegSide = CallSide | 'colleague';
/** consult: the operator asks a colleague, unheard by the visitor · listen: a colleague hears the visitor's call. */
export type SideCallKind = 'consult' | 'listen';
export type CallState = 'inviting' | 'ringing' | 'connecting' | 'active' | 'reconnecting' | 'ended';

/** Why a call ended: exactly one per call, stored for ever. */
export type CallEndReason =
  | 'completed'
  | 'hangup_before_connect'
  | 'cancelled'
  | 'caller_left'
  | 'no_answer'
  | 'declined'
  | 'busy'
  | 'unreachable'
  | 'media_denied'
  | 'connect_failed'
  | 'media_lost'
  | 'peer_left'
  | 'max_duration'
  | 'policy'
  /** Of a consult alone: the colleague has the visitor's call now. */
  | 'transferred';

/** Why a colleague who was asked to take a call over has not got it. */
export type TransferEndReason = 'declined' | 'no_answer' | 'unreachable' | 'cancelled';

export interface CallParticipant {
  side: LegSide;
  /** The operator's or visitor's id. */
  id: string;
  name: string;
  /** The device that has the call; `null` while it rings. */
  deviceId: string | null;
}

export interface BesideView {
  kind: SideCallKind;
  callId: string;
  operator: { id: string; name: string };
  colleague: { id: string; name: string };
}

/** A call as both sides see it. */
export interface CallView {
  id: string;
  conversationId: string;
  media: CallMedia;
  state: CallState;
  /** Grows by one with each state change. */
  version: number;
  /** Media generation: grows by one with each restart; signals of an older one are void. */
  gen: number;
  caller: CallParticipant;
  /** `null` until someone accepts. */
  callee: CallParticipant | null;
  /** Which side makes the offer of this generation. */
  offerer: LegSide;
  /** Relays only, in this generation and all that follow: the project wants it, or the first try to connect failed. */
  relayOnly: boolean;
  /**
   * One device may connect while it rings, and `device` does; `null`: none may. Missing from servers of older versions.
   * Visitors are not told whose it is: to them its `id` is empty.
   */
  early?: { device: { id: string; deviceId: string } | null } | null | undefined;
  /** A colleague rings to take it over from the operator who has it; `null`: nobody does, or it is a visitor who asks. */
  transfer: { to: { id: string; name: string } } | null;
  /** All that a visitor is told of it: whom he is connected with he learns when the colleague has accepted. */
  transferring?: boolean | undefined;
  /** For operators: what became of the last transfer, if nobody took the call; `null` once there is another. */
  transferEnded?: { to: { id: string; name: string }; why: TransferEndReason } | null | undefined;
  /** Of a call between two operators: the visitor's call that it belongs to, and who the two are. */
  beside?: BesideView | null | undefined;
  /** Colleagues of the operator who hear this call. Nobody is heard before the visitor's device has said that its person is told. */
  listeners?: { id: string; name: string }[] | undefined;
  /** The operator who had the call and has handed it on: his devices are told by this that it is over for them, and why. */
  transferredFrom?: { id: string; name: string } | null | undefined;
  endReason: CallEndReason | null;
  createdAt: Date;
  answeredAt: Date | null;
  connectedAt: Date | null;
  endedAt: Date | null;
  /** When the present state ends by itself, or `null`. */
  deadlineAt: Date | null;
}

/** How one side heard the other, over some time. */
export interface CallQuality {
  /** Mean opinion score by the E-model (ITU-T G.107): 1 unusable to 4.5 excellent. */
  mos: number;
  /** Packets of sound that never came, 0 to 100. */
  lossPercent: number;
  jitterMs: number;
  /** `null` where the other side has not reported yet. */
  roundTripMs: number | null;
}

/** How the packets went: straight, or by a relay, and from us to the relay by what. */
export type CallRoute = 'direct' | 'relay-udp' | 'relay-tcp' | 'relay-tls';

/** One device’s summary of its part in a call, over reloads; the longest takes the place of the one before. */
export interface CallQualityReport {
  /** Of the whole time with sound. */
  average: CallQuality;
  /** Of the worst ten seconds. */
  worstMos: number;
  /** With sound, in all. */
  seconds: number;
  route: CallRoute;
}

/** For operators: what a call was like. */
export interface CallDetailsView {
  call: CallView;
  quality: (CallQualityReport & { side: CallSide })[];
}

export interface IceServer {
  urls: string[];
  username?: string;
  credential?: string;
}
