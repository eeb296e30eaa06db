/** What queries and mutations return. Types only; times are `Date` on the client (superjson). */
import type { SideCallKind } from './call-views.ts';

export type Role = 'owner' | 'admin' | 'agent' | 'viewer';
export type ConversationStatus = 'open' | 'snoozed' | 'closed';
export type Attributes = Record<string, string | number | boolean>;

export interface SignedIn {
  operator: OperatorView;
  sessionToken: string;
  secondFactor?: never;
  challenge?: never;
}

/** The password was right; `account.finishLogin` wants this and a code. */
export interface SecondFactorNeeded {
  secondFactor: true;
  challenge: string;
  expiresAt: Date;
  operator?: never;
  sessionToken?: never;
}

export interface OperatorView {
  id: string;
  email: string;
  name: string;
}

export interface SessionView {
  id: string;
  createdAt: Date;
  lastSeenAt: Date;
  userAgent: string | null;
  current: boolean;
}

/** How well an account is locked. */
export interface SecurityView {
  secondFactor: boolean;
  /** The server has a key to keep one under; missing from older ones. */
  canSetUp?: boolean | undefined;
  /** Projects of his that are closed to him without one; missing from older servers. */
  demandedBy?: { id: string; name: string }[] | undefined;
  recoveryCodesLeft: number;
  /** Dangerous acts need no further proof until then. */
  provenUntil: Date | null;
}

/** Shown once, to be put into an authenticator app. */
export interface NewSecondFactor {
  /** Base32, for typing. */
  secret: string;
  /** `otpauth://totp/…`, for a QR code. */
  uri: string;
}

/** A link to be handed on: told once, and stored as a hash. */
export interface OneTimeLink {
  token: string;
  expiresAt: Date;
}

/** What an operator sees of a project. */
export interface ProjectView {
  id: string;
  name: string;
  /** Public: stands in the page's source. */
  key: string;
  /** Exact origins; empty: `http://localhost` on any port, until it is configured. */
  allowedOrigins: string[];
  /** Calls go by relays alone where the server has one, so that neither side learns the other's addresses (CL3). */
  relayOnly: boolean;
  /** Where the server has a relay, one device connects while it rings: at the accept sound is there at once. By relays only. */
  connectsEarly: boolean;
  /** For so long operators edit and delete what they have said; 0: never, `null`: always. Missing from servers of older versions. */
  editMinutes?: number | null | undefined;
  previewsTyping?: boolean | undefined;
  /** Members without a second factor get into nothing of it. This and the next are missing from servers of older versions. */
  needsSecondFactor?: boolean | undefined;
  /** It does, and this session has shown none: only what it is called is told, and all else is SECOND_FACTOR_REQUIRED. */
  locked?: boolean | undefined;
  role: Role;
  createdAt: Date;
}

export interface MemberView {
  operator: { id: string; name: string };
  role: Role;
  online: boolean;
}

/** A member as those see him who share the project with him. */
export interface TeamMemberView {
  operator: OperatorView;
  role: Role;
  joinedAt: Date;
  /** Told to owners and admins alone. */
  secondFactor: boolean | null;
}

/** One that has not been accepted yet. */
export interface InvitationView {
  id: string;
  email: string;
  role: Role;
  invitedBy: string;
  createdAt: Date;
  expiresAt: Date;
}

export type IdentityAlgorithm = 'ES256' | 'EdDSA' | 'RS256';

/** What the site signs its visitors' identities with; the server has the public half alone. */
export interface IdentityKeyView {
  /** The `kid` of what it signs. */
  id: string;
  name: string;
  algorithm: IdentityAlgorithm;
  createdAt: Date;
}

export interface NewIdentityKey {
  key: IdentityKeyView;
  /** PKCS #8, told here alone; null where the site has its own. */
  privateKey: string | null;
}

/** What the site has signed about its visitor. */
export interface SignedIdentity {
  /** The site's own id of this person. */
  subject: string;
  name: string | null;
  email: string | null;
  attributes: Attributes;
}

/** What a visitor sees of a project. */
export interface PublicProjectView {
  id: string;
  name: string;
  /** Is at least one operator connected? */
  online: boolean;
  /** Its operators see what he types before he sends it. Missing from servers of older versions. */
  previewsTyping?: boolean | undefined;
}

/** The visitor's own view of himself. */
export interface VisitorSelfView {
  id: string;
  attributes: Attributes;
}

/** What a visitor is told when he comes. */
export interface StartedView {
  visitor: VisitorSelfView;
  visitorToken: string;
  project: PublicProjectView;
  conversation: VisitorConversationView | null;
  /** The site vouches for him for so long from now on; `null`: it does not. This and the next are missing from servers of older versions. */
  verifiedForMs?: number | null | undefined;
  /** The token is old: `visitor.renewToken` has a new one. */
  renew?: boolean | undefined;
}

/** A visitor as operators see him. What is in `attributes` anybody may have typed; what is in `identity` the site has signed. */
export interface VisitorView extends VisitorSelfView {
  /** Of an identified one what the site has signed: name, else e-mail, else subject. Of others `attributes.name`, else `Visitor` and four signs of the id. */
  name: string;
  /** `null`: nobody vouches for him. This and the next are missing from servers of older versions. */
  identity?: SignedIdentity | null | undefined;
  /** He is not let in. */
  blocked?: boolean | undefined;
  page: { url: string; title: string } | null;
  userAgent: string | null;
  createdAt: Date;
  lastSeenAt: Date;
}

/** How far each side's devices and eyes have come, as seqs of the conversation. */
export interface Receipts {
  visitorDelivered: number;
  visitorRead: number;
  operatorDelivered: number;
  operatorRead: number;
}

/** A conversation as its visitor sees it. */
export interface VisitorConversationView {
  id: string;
  status: ConversationStatus;
  createdAt: Date;
  lastSeq: number;
  receipts: Receipts;
  assignee: { id: string; name: string } | null;
  /** The messages that the visitor has not read; 100 says "100 or more". */
  unread: number;
  /** The call that is not over yet, if there is one. */
  liveCallId: string | null;
}

export interface LastMessageView {
  /** With files it ends with their names, for readers who know of none; empty once it is deleted. */
  text: string;
  deleted?: true | undefined;
  at: Date;
  from: 'visitor' | 'operator';
  seq: number;
  /** Only with files: those, and what was written with them. */
  files?: Pick<AttachmentView, 'kind' | 'name'>[] | undefined;
  caption?: string | undefined;
}

/** A conversation as operators see it. */
export interface ConversationView extends VisitorConversationView {
  projectId: string;
  visitor: VisitorView;
  visitorOnline: boolean;
  lastMessage: LastMessageView | null;
  /** When something happened last: the order of the list. */
  activityAt: Date;
  /** The visitor's messages that no operator has read; 100 says "100 or more". */
  unread: number;
  /** Notes that mention whoever asks, which he has not seen; missing from servers of older versions. */
  mentions?: number | undefined;
  /** The call between two operators beside the live one, and whose devices ring for it; `deviceId`: that one alone. */
  sideCall?: { id: string; kind: SideCallKind; to: { operatorId: string; deviceId: string | null } } | null | undefined;
}

/** image: made anew by the server, may be shown · audio: may be played · file: for downloading. */
export type AttachmentKind = 'image' | 'audio' | 'file';
/** A file that is whole and may be sent, or was. */
export interface AttachmentView {
  id: string;
  /** Fit for showing and for saving. */
  name: string;
  kind: AttachmentKind;
  /** What it is by its content. */
  type: string;
  /** Bytes. */
  size: number;
  /** Pixels; null where it is no image. */
  width: number | null;
  height: number | null;
  /** Is there a small picture of it? */
  thumb: boolean;
}
/** `received`: the parts up to there have arrived, and the next begins there. */
export type AttachmentProgress =
  | { state: 'uploading'; received: number }
  | { state: 'ready'; attachment: AttachmentView };
/** Good for whoever asked alone, and until `expiresAt`. Relative to the server unless files have an origin of their own. */
export interface AttachmentLink {
  id: string;
  url: string;
  thumbUrl: string | null;
  expiresAt: Date;
}

export interface SendResult {
  seq: number;
  eventId: string;
  /** True when this id was known already: nothing was appended. */
  duplicate: boolean;
}

export interface MessageListView<T> {
  /** Oldest first. */
  items: T[];
  /** Are there older ones? */
  hasMore: boolean;
  /** Where `conversation.events` goes on after the newest item of this stream: give it as `lastEventId`. */
  cursor: string | null;
}
