import type { AuditResult, AuditVerb } from './audit.ts';
import type { Attributes, ConversationStatus, SignedIdentity } from './views.ts';
import type { CallDetailsView, CallView } from './call-views.ts';

/** A person, or a thing, that the audit log names: an id, and what it is called now if it still is an operator. */
export interface AuditNamed {
  id: string;
  name: string | null;
}

export interface AuditEntryView {
  id: number;
  at: Date;
  verb: AuditVerb;
  result: AuditResult;
  /** `null`: whoever runs the server, or the server itself. */
  actor: AuditNamed | null;
  object: AuditNamed | null;
}

/** Days after which something is erased; `null`: it is kept for ever. */
export interface RetentionRules {
  /** A closed conversation, after its last activity. */
  closedAfterDays: number | null;
  /** A visitor of whom neither name nor e-mail is known, with all his conversations, after he was last here. */
  anonymousAfterDays: number | null;
}

/** What rules would erase if they were in force now. */
export interface RetentionPreview {
  conversations: number;
  messages: number;
  visitors: number;
}

/** Something that is being erased. It can't be found any more; its rows go bit by bit. */
export interface ErasureView {
  id: string;
  startedAt: Date;
  /** 0 to 1. */
  progress: number;
}

/** An export, without what is in each conversation. `version` grows when a field changes its meaning. */
export interface ExportHead {
  format: 'parley.visitor';
  version: 1;
  exportedAt: Date;
  project: { id: string; name: string };
  visitor: {
    id: string;
    attributes: Attributes;
    /** What the site has signed about him; null: nothing. */
    identity: SignedIdentity | null;
    page: { url: string; title: string } | null;
    userAgent: string | null;
    createdAt: Date;
    lastSeenAt: Date;
    /** Since when he is kept out; null: he is not. */
    blockedAt: Date | null;
    sessions: ExportedSession[];
  };
  conversations: {
    id: string;
    status: ConversationStatus;
    createdAt: Date;
    activityAt: Date;
    attachments: ExportedAttachment[];
  }[];
}

/** One browser of a visitor's, without what opens it. */
export interface ExportedSession {
  /** The page that it is good on; null: no browser, or one of an older version. */
  origin: string | null;
  createdAt: Date;
  usedAt: Date;
  expiresAt: Date;
  /** Until when the site vouched for who sat there; null: it never has. */
  verifiedUntil: Date | null;
}

/** What is known of a file beside its bytes, of either side's, also where it was not sent. */
export interface ExportedAttachment {
  id: string;
  from: 'visitor' | 'operator';
  name: string;
  /** What it was found to be, or what it was said to be while it is not all there. */
  type: string;
  size: number;
  /** The message that has taken it along; null: none. */
  messageId: string | null;
  /** When something was done with it last. */
  at: Date;
}

/** A call of a conversation, without what the two browsers said to each other: that is not kept. */
export interface ExportedCall {
  call: CallView;
  quality: CallDetailsView['quality'];
}

/** Without the files' bytes, or with them. */
export type ExportForm = 'json' | 'zip';

/** Where an export is to be had, by the session that asked. */
export interface ExportLink {
  /** A path on this server. */
  url: string;
  expiresAt: Date;
}
