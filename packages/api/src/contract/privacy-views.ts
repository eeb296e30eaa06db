import type { AuditResult, AuditVerb } from './audit.ts';
import type { Attributes, CallDetailsView, CallView, ConversationStatus, SignedIdentity } from './views.ts';

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

/** The beginning of an export; what is in each conversation follows page by page. `version` grows when a field changes its meaning. */
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
  };
  conversations: { id: string; status: ConversationStatus; createdAt: Date; activityAt: Date }[];
}

/** A call of a conversation, without what the two browsers said to each other: that is not kept. */
export interface ExportedCall {
  call: CallView;
  quality: CallDetailsView['quality'];
}
