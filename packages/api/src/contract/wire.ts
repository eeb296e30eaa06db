/**
 * What both ends of the wire must agree on: constants only, no dependency.
 * Widget, operator app and bots import this file as values; it must stay small.
 */

/** Sent by clients in their connection params as `protocol`; a server refuses a major it does not speak. */
export const PROTOCOL_VERSION = 1;

/** Path of the one socket and of the same router over HTTP. */
export const TRPC_PATH = '/trpc';
/** Under it files come in and go out: what is no frame's size. */
export const FILES_PATH = '/files';

/**
 * WebSocket close codes of ours. The reason text is always an `ErrorCode` or a word below.
 * 1012 ("service restart", RFC 6455 registry) means: come back soon, somewhere else.
 */
export const CLOSE_CODES = {
  serviceRestart: 1012,
  badHello: 4400,
  unauthenticated: 4401,
  forbidden: 4403,
  helloTimeout: 4408,
  /** What this operator may do has changed: come back, and see what is there now. */
  rightsChanged: 4409,
  /** The project is out of service; the server says when it is not any more by letting you in. */
  suspended: 4410,
  limitExceeded: 4413,
  rateLimited: 4429,
} as const;
export type CloseCode = (typeof CLOSE_CODES)[keyof typeof CLOSE_CODES];

/**
 * Every error a client can meet, as `error.data.parley.code`. `retry` tells whether the same
 * request may succeed later without a change; clients decide by it alone.
 */
export const ERRORS = {
  INVALID_INPUT: { http: 400, retry: false },
  PROTOCOL_VERSION: { http: 400, retry: false },
  UNAUTHENTICATED: { http: 401, retry: false },
  BAD_CREDENTIALS: { http: 401, retry: false },
  /** Refused by the list of known passwords, or made of one's own name. */
  WEAK_PASSWORD: { http: 400, retry: false },
  FORBIDDEN: { http: 403, retry: false },
  /** Dangerous: first `account.prove`, then the same call again. */
  PROOF_REQUIRED: { http: 403, retry: false },
  /** The project demands it of its members: set one up (`account.beginSecondFactor`), or show a code of it (`account.prove`). */
  SECOND_FACTOR_REQUIRED: { http: 403, retry: false },
  ORIGIN_NOT_ALLOWED: { http: 403, retry: false },
  /** The site's word about its visitor is not good: wrong key, wrong project, too long, or not to be read. */
  IDENTITY_INVALID: { http: 401, retry: false },
  /** It was good, and its time is over, or he has logged out since: ask the site for another one. */
  IDENTITY_EXPIRED: { http: 401, retry: false },
  /** The project's operators do not want to hear from this visitor. */
  BLOCKED: { http: 403, retry: false },
  NOT_FOUND: { http: 404, retry: false },
  EMAIL_TAKEN: { http: 409, retry: false },
  /** By whoever runs the server: nobody comes in, whatever he asks for. */
  SUSPENDED: { http: 403, retry: false },
  LAST_OWNER: { http: 409, retry: false },
  CALL_OVER: { http: 409, retry: false },
  /** It is deleted: nothing is said about it any more. */
  MESSAGE_DELETED: { http: 409, retry: false },
  /** It was said too long ago to be changed. */
  TOO_LATE: { http: 409, retry: false },
  SHORTCUT_TAKEN: { http: 409, retry: false },
  /** This part begins elsewhere than what has arrived ends: look where that is, and go on there. */
  WRONG_OFFSET: { http: 409, retry: false },
  /** A picture that can't be read, or a file of a kind that is not taken. */
  FILE_REFUSED: { http: 415, retry: false },
  /** The conversation or the project has as much in files as it may. */
  QUOTA_EXCEEDED: { http: 413, retry: false },
  TOO_LARGE: { http: 413, retry: false },
  TOO_MANY: { http: 413, retry: false },
  RATE_LIMITED: { http: 429, retry: true },
  INTERNAL: { http: 500, retry: true },
  UNAVAILABLE: { http: 503, retry: true },
} as const satisfies Record<string, { http: number; retry: boolean }>;
export type ErrorCode = keyof typeof ERRORS;

/** The shape of `error.data.parley` on every failed call. */
export interface WireError {
  code: ErrorCode;
  /** May the same request succeed later? */
  retry: boolean;
  /** Milliseconds to wait before trying again, when the server knows. */
  retryAfterMs?: number;
}

/** Those of `LIMITS` that a client goes by: a page that shows a chat does not load all the others for them. */
export const CLIENT_LIMITS = {
  visitorFileBytes: 10 * 1024 * 1024,
  /** What mail takes is 25 MiB; files that do not fit there are why people ask for another way. */
  operatorFileBytes: 50 * 1024 * 1024,
  /** Of one request that brings a part of a file; a cut costs no more than that. */
  partBytes: 1024 * 1024,
  /** All but the last: a file of single bytes would be millions of objects. 30 s for it is 2 kB/s. */
  minPartBytes: 64 * 1024,
  /** Decoded, four bytes each: what a picture may cost whoever opens it. */
  imagePixels: 32_000_000,
  imageSide: 16_384,
  candidatesPerSignal: 20,
  /** Typing is over when it is not repeated within this time. */
  typingMs: 6_000,
  /** And so is looking at a conversation. */
  lookingMs: 30_000,
  /** Of what a visitor types, to be shown before he sends it: a bus takes 8,000 bytes in all. */
  previewChars: 500,
} as const;

/** Limits, each with its reason. Sizes in bytes of UTF-8 unless the name says otherwise; times in ms. */
export const LIMITS = {
  ...CLIENT_LIMITS,
  /** OWASP's ceiling for WebSocket messages; ws would take 100 MiB. */
  frameBytes: 64 * 1024,
  /** Calls in one frame. */
  batch: 10,
  /** Live subscriptions of one socket: a visitor has few windows, an operator many conversations. */
  visitorSubscriptions: 20,
  operatorSubscriptions: 100,
  /** Queries and mutations of one socket that have not been answered. */
  inFlight: 32,
  /** The connection params must arrive within this time. */
  helloMs: 10_000,
  /** Server ping after this much silence; most proxies cut at 60 s. */
  pingMs: 25_000,
  /** A peer that is silent for this long is closed. */
  silenceMs: 60_000,
  /** A socket with more than this unsent waits before it reads further events. */
  bufferBytes: 256 * 1024,
  /** A socket over `bufferBytes` that makes no progress for this long is terminated. */
  stallMs: 10_000,
  messageChars: 4_000,
  /** A visitor edits and deletes what he has said for so long: what was answered stays what it was. */
  visitorEditMs: 15 * 60_000,
  /** Of one message, by all who may: whoever reads it looks through them. */
  editsPerMessage: 100,
  /** Of one person to one message. */
  reactionsPerMessage: 10,
  /** Of a text that is quoted. */
  quoteChars: 200,
  mentionsPerNote: 20,
  cannedReplies: 500,
  shortcutChars: 40,
  filesPerMessage: 10,
  fileNameChars: 200,
  conversationFileBytes: 200 * 1024 * 1024,
  conversationFiles: 1_000,
  /** Of a link to a file; it is good for half of it or more. */
  fileLinkMs: 5 * 60_000,
  /** A file that no message has taken along is swept after this time. */
  unsentFileMs: 24 * 60 * 60_000,
  nameChars: 100,
  attributeKeys: 20,
  attributeChars: 255,
  pageUrlChars: 2_000,
  allowedOrigins: 50,
  /** A visitor's browser stays known for so long after its last use, and for so long in all. */
  visitorIdleMs: 30 * 24 * 60 * 60_000,
  visitorMaxMs: 180 * 24 * 60 * 60_000,
  /** Its token is to be changed when it is that old; the one before is good for a moment more, for another tab's request that is on its way. */
  visitorTokenMs: 24 * 60 * 60_000,
  visitorTokenGraceMs: 60_000,
  /** Of one identified visitor; the one that was used last longest ago gives way. */
  visitorSessions: 20,
  /** Two, so that one can take the place of the other without a gap. */
  identityKeys: 2,
  /** A site vouches for its visitor for an hour at the most; clocks may differ by a minute. */
  identityMs: 60 * 60_000,
  identitySkewMs: 60_000,
  identityChars: 8_000,
  subjectChars: 255,
  /** Characters as a person counts them, after NFKC; 256 is past every passphrase. */
  passwordChars: 256,
  passwordMinChars: 8,
  /** A proof of who one is lasts this long for dangerous acts. */
  proofMs: 10 * 60_000,
  resetLinkMs: 60 * 60_000,
  invitationMs: 7 * 24 * 60 * 60_000,
  /** Between the password and the code. */
  challengeMs: 5 * 60_000,
  /** The one that was used last longest ago gives way. */
  sessions: 10,
  sessionIdleMs: 30 * 24 * 60 * 60_000,
  sessionMaxMs: 90 * 24 * 60 * 60_000,
  recoveryCodes: 10,
  invitations: 100,
  pageSize: 100,
  retentionDays: 3_650,
  /** Real offers are 8–14 KiB with screen share and simulcast. */
  sdpBytes: 32 * 1024,
  candidateBytes: 512,
  /** Of one leg in one generation; a two-interface host makes 6–30. */
  candidatesPerLeg: 100,
  /** Past so many of one call its devices are not listened to. Four hours on a bad line, with a restart a minute, make a third. */
  callEvents: 20_000,
  /** The callee's device must say that it rings within this time; one that is there already, within a lease's time more. */
  ringAckMs: 5_000,
  ringMs: 45_000,
  connectMs: 15_000,
  /** For the second try after media failed to connect. */
  reconnectMs: 10_000,
  /** Lost media may come back within this time before the call ends. */
  graceMs: 30_000,
  /** A leg whose socket is gone counts as present for this long. */
  leaseMs: 15_000,
  maxCallMs: 4 * 60 * 60 * 1000,
  turnTtlSeconds: 60 * 60,
  /** Bus dead: the log is looked at anyway after this time, so that what it brings is there within 2 s (EL5). */
  sweepMs: 1_500,
} as const;

/** `lastEventId` that means: start at the head, without the past. */
export const CURSOR_NOW = 'now';

/** A reader's place in a stream: the seq and the last 8 hex digits of that event's id (EL4). Opaque to clients. */
export type Cursor = `${number}.${string}`;
