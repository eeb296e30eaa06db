import { TRPCError, type TRPC_ERROR_CODE_KEY } from '@trpc/server';
import { ZodError } from 'zod';
import { ERRORS, type ErrorCode, type WireError } from '../contract/wire.ts';
import { isForeignKeyViolation, isTransient } from '../db/database-errors.ts';
import { MissingStream } from '../event-log/append-events.ts';

/** tRPC's code decides the HTTP status and the JSON-RPC number; ours is the one that clients look at. */
const TRPC_CODES: Record<ErrorCode, TRPC_ERROR_CODE_KEY> = {
  INVALID_INPUT: 'BAD_REQUEST',
  PROTOCOL_VERSION: 'BAD_REQUEST',
  UNAUTHENTICATED: 'UNAUTHORIZED',
  BAD_CREDENTIALS: 'UNAUTHORIZED',
  WEAK_PASSWORD: 'BAD_REQUEST',
  FORBIDDEN: 'FORBIDDEN',
  PROOF_REQUIRED: 'FORBIDDEN',
  SECOND_FACTOR_REQUIRED: 'FORBIDDEN',
  ORIGIN_NOT_ALLOWED: 'FORBIDDEN',
  IDENTITY_INVALID: 'UNAUTHORIZED',
  IDENTITY_EXPIRED: 'UNAUTHORIZED',
  BLOCKED: 'FORBIDDEN',
  NOT_FOUND: 'NOT_FOUND',
  EMAIL_TAKEN: 'CONFLICT',
  SUSPENDED: 'FORBIDDEN',
  LAST_OWNER: 'CONFLICT',
  CALL_OVER: 'CONFLICT',
  MESSAGE_DELETED: 'CONFLICT',
  TOO_LATE: 'CONFLICT',
  SHORTCUT_TAKEN: 'CONFLICT',
  WRONG_OFFSET: 'CONFLICT',
  FILE_REFUSED: 'UNSUPPORTED_MEDIA_TYPE',
  QUOTA_EXCEEDED: 'PAYLOAD_TOO_LARGE',
  TOO_LARGE: 'PAYLOAD_TOO_LARGE',
  TOO_MANY: 'PAYLOAD_TOO_LARGE',
  RATE_LIMITED: 'TOO_MANY_REQUESTS',
  INTERNAL: 'INTERNAL_SERVER_ERROR',
  UNAVAILABLE: 'SERVICE_UNAVAILABLE',
};

/** What a command or policy throws: a code of the contract, and words for a developer. */
export class AppError extends TRPCError {
  override name = 'AppError';
  readonly appCode: ErrorCode;
  readonly retryAfterMs: number | undefined;
  constructor(appCode: ErrorCode, message?: string, options: { retryAfterMs?: number; cause?: unknown } = {}) {
    super({ code: TRPC_CODES[appCode], message: message ?? appCode, cause: options.cause });
    this.appCode = appCode;
    this.retryAfterMs = options.retryAfterMs;
  }
}

/** The same answer for a foreign id and a missing one (AU1). */
export function notFound(): AppError {
  return new AppError('NOT_FOUND', 'not found');
}

/** A message may quote a path that the caller made up; this much of it is enough to see the mistake. */
const MESSAGE_CHARS = 300;

/**
 * Any throw, as what goes over the wire: a stable code and words without SQL, stack or secret (AU2). What we did
 * not foresee is INTERNAL with fixed words; the log has the rest.
 */
export function toWireError(error: TRPCError): { parley: WireError; message: string } {
  const { code, message, retryAfterMs } = classify(error);
  const parley: WireError = {
    code,
    retry: ERRORS[code].retry,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  };
  return { parley, message: message.slice(0, MESSAGE_CHARS) };
}

function classify(error: TRPCError): { code: ErrorCode; message: string; retryAfterMs?: number | undefined } {
  if (error instanceof AppError)
    return { code: error.appCode, message: error.message, retryAfterMs: error.retryAfterMs };
  if (error.cause instanceof AppError) return classify(error.cause);
  if (error.cause instanceof ZodError) {
    const [issue] = error.cause.issues;
    return { code: 'INVALID_INPUT', message: `${issue?.path.join('.') || 'input'}: ${issue?.message ?? 'invalid'}` };
  }
  // Ids of the caller's own have been looked up before: it was erased since.
  if (error.cause instanceof MissingStream || isForeignKeyViolation(error.cause)) return classify(notFound());
  if (isTransient(error.cause)) return { code: 'UNAVAILABLE', message: 'the database does not answer; try again' };
  switch (error.code) {
    case 'NOT_FOUND':
      return { code: 'NOT_FOUND', message: 'no such procedure' };
    case 'BAD_REQUEST':
    case 'PARSE_ERROR':
    case 'METHOD_NOT_SUPPORTED':
    case 'UNSUPPORTED_MEDIA_TYPE':
      return { code: 'INVALID_INPUT', message: 'malformed request' };
    case 'PAYLOAD_TOO_LARGE':
      return { code: 'TOO_LARGE', message: 'request too large' };
    default:
      return { code: 'INTERNAL', message: 'internal error' };
  }
}
