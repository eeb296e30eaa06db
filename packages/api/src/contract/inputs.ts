/**
 * Every input of the contract, judged by zod before any command runs. Strict: an unknown field is refused,
 * so that a mistyped or smuggled one (`projectId`, `role`) never passes silently.
 */
import { z } from 'zod';
import { clientId, cursor, filled, id, limit, seq, text } from './fields.ts';
import { LIMITS } from './wire.ts';

const POISON = new Set(['__proto__', 'constructor', 'prototype']);
const attributes = z
  .record(
    filled(LIMITS.nameChars).refine((key) => !POISON.has(key), 'reserved name'),
    z.union([text(LIMITS.attributeChars), z.number(), z.boolean()]),
  )
  .refine((value) => Object.keys(value).length <= LIMITS.attributeKeys, 'too many attributes');

/** Scheme, host and port, exactly as a browser sends it in `Origin`. */
const origin = z
  .string()
  .max(300)
  .refine((value) => {
    const url = URL.parse(value);
    return url !== null && /^https?:$/.test(url.protocol) && url.origin === value;
  }, 'not an origin, such as https://example.com');

const email = z.email().max(254);
/** Seconds since 1970, to the year 9999. */
const MAX_SECONDS = 253_402_300_799;
/** RSA of 8,192 bits comes to 1,500. */
const PEM_CHARS = 4_000;
/** One form may take several units of another; past this it is not looked at. */
const PASSWORD_UNITS = LIMITS.passwordChars * 4;
/** Counted in the form that is hashed, by characters: an emoji is one. */
const password = (min: number) =>
  text(PASSWORD_UNITS)
    .refine((typed) => {
      const { length } = [...typed.slice(0, PASSWORD_UNITS).normalize('NFKC')];
      return length >= min && length <= LIMITS.passwordChars;
    }, `must have ${min} to ${LIMITS.passwordChars} characters`)
    .meta({ minLength: min, maxLength: LIMITS.passwordChars });
const newPassword = password(LIMITS.passwordMinChars);
const knownPassword = password(1);

export const loginInput = z.strictObject({ email, password: knownPassword });
export const revokeSessionInput = z.strictObject({ sessionId: id });
/** Of an authenticator app, or one of the recovery codes; spaces and dashes are for the eye. */
const code = z.string().max(40);
/** Looked up by its hash: whatever it is, it needs no other judgement. */
const token = text(200);
/** `invitationToken` is asked for where accounts are by invitation; it is accepted by its own procedure. */
export const registerInput = z.strictObject({
  email,
  password: newPassword,
  name: filled(LIMITS.nameChars),
  invitationToken: token.optional(),
});
export const finishLoginInput = z.strictObject({ challenge: token, code });
export const changePasswordInput = z.strictObject({ password: knownPassword, newPassword });
export const resetPasswordInput = z.strictObject({ token, newPassword });
export const proveInput = z.union([z.strictObject({ password: knownPassword }), z.strictObject({ code })]);
export const confirmSecondFactorInput = z.strictObject({ code });

export const projectInput = z.strictObject({ projectId: id });
/** One of a project's people. */
export const memberInput = z.strictObject({ projectId: id, operatorId: id });
const role = z.enum(['owner', 'admin', 'agent', 'viewer']);
export const inviteInput = z.strictObject({ projectId: id, email, role });
export const revokeInvitationInput = z.strictObject({ projectId: id, invitationId: id });
export const acceptInvitationInput = z.strictObject({ token });
export const changeRoleInput = z.strictObject({ projectId: id, operatorId: id, role });
export const createProjectInput = z.strictObject({
  name: filled(LIMITS.nameChars),
  allowedOrigins: z.array(origin).max(LIMITS.allowedOrigins).default([]),
});
/** A year; longer is always. */
const MAX_EDIT_MINUTES = 525_600;
export const updateProjectInput = z.strictObject({
  projectId: id,
  name: filled(LIMITS.nameChars).optional(),
  allowedOrigins: z.array(origin).max(LIMITS.allowedOrigins).optional(),
  relayOnly: z.boolean().optional(),
  connectsEarly: z.boolean().optional(),
  previewsTyping: z.boolean().optional(),
  editMinutes: z.number().int().min(0).max(MAX_EDIT_MINUTES).nullable().optional(),
});
export const demandSecondFactorInput = z.strictObject({ projectId: id, needed: z.boolean() });

export const listAuditInput = z.strictObject({
  projectId: id,
  cursor: seq.nullish(),
  limit: limit.default(50),
});
/** A visitor, to whoever looks after his project. */
export const projectVisitorInput = z.strictObject({ projectId: id, visitorId: id });
/** Past ten years it is for ever. */
const days = z.number().int().min(1).max(LIMITS.retentionDays).nullable();
export const retentionInput = z.strictObject({ projectId: id, closedAfterDays: days, anonymousAfterDays: days });
export const exportVisitorInput = projectVisitorInput.extend({ form: z.enum(['json', 'zip']) });

const page = z.strictObject({
  url: text(LIMITS.pageUrlChars).refine((s) => URL.canParse(s), 'not a URL'),
  title: text(LIMITS.nameChars * 3),
});
export const startVisitorInput = z.strictObject({ attributes: attributes.optional(), page: page.optional() });
/** `token`: a JWT that the site has signed. */
export const identifyInput = z.strictObject({
  token: text(LIMITS.identityChars),
  attributes: attributes.optional(),
  page: page.optional(),
});
export const keepTokenInput = z.strictObject({ visitorToken: token });

/** What such a JWT must say, once its signature is known to be good; what else it says is nothing to us. */
export const identityClaims = z.object({
  sub: filled(LIMITS.subjectChars),
  iat: z.number().int().min(0).max(MAX_SECONDS),
  exp: z.number().int().min(0).max(MAX_SECONDS),
  name: filled(LIMITS.nameChars).optional(),
  email: email.optional(),
  attributes: attributes.optional(),
});

/** A public key of the site's, as PEM (SPKI); without it the server makes a pair. */
export const makeIdentityKeyInput = z.strictObject({
  projectId: id,
  name: filled(LIMITS.nameChars),
  publicKey: text(PEM_CHARS).optional(),
});
export const revokeIdentityKeyInput = z.strictObject({ projectId: id, keyId: id });

export const conversationInput = z.strictObject({ conversationId: id });
export const readableConversationsInput = z.strictObject({ conversationIds: z.array(id).min(1).max(50) });
export const listConversationsInput = z.strictObject({
  projectId: id,
  status: z.enum(['open', 'snoozed', 'closed']).optional(),
  assignee: z.enum(['me', 'none']).optional(),
  /** Those in which a note mentions me that I have not seen. */
  mentioned: z.literal(true).optional(),
  cursor: z.string().max(100).nullish(),
  limit: limit.default(50),
});
export const assignInput = z.strictObject({ conversationId: id, operatorId: id.nullable() });
export const setStatusInput = z.strictObject({ conversationId: id, status: z.enum(['open', 'snoozed', 'closed']) });
/** Up to the note at `seq`. */
export const seeNotesInput = z.strictObject({ conversationId: id, seq });
export const receiptInput = z.strictObject({ conversationId: id, seq });

/** One of a conversation's files; compared as text. */
const attachmentId = clientId.toLowerCase();
export const sendMessageInput = z
  .strictObject({
    conversationId: id,
    messageId: clientId,
    text: text(LIMITS.messageChars),
    attachments: z.array(attachmentId).max(LIMITS.filesPerMessage).optional(),
    replyTo: clientId.optional(),
  })
  .refine((input) => input.text.trim() !== '' || (input.attachments?.length ?? 0) > 0, {
    path: ['text'],
    error: 'must not be empty',
  })
  .refine(({ attachments = [] }) => new Set(attachments).size === attachments.length, {
    path: ['attachments'],
    error: 'has a file twice',
  });
const message = { conversationId: id, messageId: clientId };
const messageChange = { ...message, changeId: clientId };
/** One emoji as it is meant to be sent, whatever it is made of: no text, and no two of them. */
const EMOJI = /^\p{RGI_Emoji}$/v;
const emoji = z.string().max(64).regex(EMOJI, 'not one emoji');
/** Of a message with files the text may be nothing. */
export const editMessageInput = z.strictObject({ ...messageChange, text: text(LIMITS.messageChars) });
export const deleteMessageInput = z.strictObject(messageChange);
export const reactInput = z.strictObject({ ...messageChange, emoji, on: z.boolean() });
export const messageHistoryInput = z.strictObject(message);
export const quotesInput = z.strictObject({ conversationId: id, messageIds: z.array(clientId).min(1).max(50) });

/** Typed after a slash: what has no spaces. */
const shortcut = filled(LIMITS.shortcutChars).regex(/^\S+$/, 'must have no spaces');
const canned = { projectId: id, shortcut, text: filled(LIMITS.messageChars) };
export const makeCannedInput = z.strictObject(canned);
export const changeCannedInput = z.strictObject({ ...canned, cannedId: id });
export const removeCannedInput = z.strictObject({ projectId: id, cannedId: id });
export const beginAttachmentInput = z.strictObject({
  conversationId: id,
  attachmentId,
  name: filled(LIMITS.fileNameChars),
  size: z.number().int().min(1).max(LIMITS.operatorFileBytes),
  /** What the device takes it for; only a hint. */
  type: text(100),
});
export const attachmentInput = z.strictObject({ conversationId: id, attachmentId });
export const attachmentLinksInput = z.strictObject({
  conversationId: id,
  attachmentIds: z.array(attachmentId).min(1).max(50),
});
export const addNoteInput = z.strictObject({
  conversationId: id,
  noteId: clientId,
  text: filled(LIMITS.messageChars),
  mentions: z.array(id).max(LIMITS.mentionsPerNote).optional(),
});
export const listMessagesInput = z.strictObject({
  conversationId: id,
  beforeSeq: seq.optional(),
  limit: limit.default(50),
});

export const conversationEventsInput = z.strictObject({ conversationId: id, lastEventId: cursor });
export const inboxEventsInput = z.strictObject({ projectId: id, lastEventId: cursor });
export const setLookingInput = z.strictObject({ conversationId: id, looking: z.boolean() });
/** `text`: what a visitor is about to say, where his project shows it. */
export const setTypingInput = z.strictObject({
  conversationId: id,
  typing: z.boolean(),
  text: text(LIMITS.previewChars).optional(),
});
/** One conversation's, or for operators a whole project's. */
export const presenceEventsInput = z.union([
  z.strictObject({ conversationId: id, lastEventId: cursor }),
  z.strictObject({ projectId: id, lastEventId: cursor }),
]);

/**
 * The first message of a socket; over HTTP the same fields as headers. All strings, as tRPC's
 * connection params are. `deviceId` names one tab or one app: it is what accepts a call.
 */
export const connectionParams = z.strictObject({
  protocol: z.string().max(8).optional(),
  deviceId: id.optional(),
  sessionToken: text(200).optional(),
  projectKey: text(200).optional(),
  visitorToken: text(200).optional(),
});
export type ConnectionParams = z.infer<typeof connectionParams>;
