/**
 * Everything that can go wrong, as one class. `parleyErrorOf` is the only place where a throw of any
 * origin (the server, the network, the browser's media) becomes a code.
 */
import { ERRORS, type ErrorCode } from '@parley/api/contract/wire';
import type { ClientErrorCode } from './types.ts';

type OwnCode = Exclude<ClientErrorCode, ErrorCode>;

/** Codes of the client's own; `retry` as in `ERRORS`. */
const OWN_ERRORS: Record<OwnCode, { retry: boolean }> = {
  NETWORK: { retry: true },
  CLOSED: { retry: false },
  MEDIA_DENIED: { retry: false },
  NO_DEVICE: { retry: false },
  DEVICE_BUSY: { retry: true },
  NOT_SUPPORTED: { retry: false },
  TURN_REFUSED: { retry: false },
  FILE_GONE: { retry: false },
  NOT_LOADED: { retry: true },
};

const MEDIA_ERRORS: Record<string, OwnCode> = {
  NotAllowedError: 'MEDIA_DENIED',
  SecurityError: 'MEDIA_DENIED',
  NotFoundError: 'NO_DEVICE',
  OverconstrainedError: 'NO_DEVICE',
  NotReadableError: 'DEVICE_BUSY',
};

export class ParleyError extends Error {
  override readonly name = 'ParleyError';
  readonly code: ClientErrorCode;
  /** May the same request succeed later without a change? */
  readonly retry: boolean;
  /** Milliseconds to wait before trying again, when the server knows. */
  readonly retryAfterMs: number | null;

  constructor(code: ClientErrorCode, options: { message?: string; cause?: unknown; retryAfterMs?: number } = {}) {
    super(options.message ?? code, { cause: options.cause });
    this.code = code;
    this.retry = isServerCode(code) ? ERRORS[code].retry : OWN_ERRORS[code].retry;
    this.retryAfterMs = options.retryAfterMs ?? null;
  }
}

/** Turns whatever a call threw into a `ParleyError`; the original is its `cause`. */
export function parleyErrorOf(cause: unknown): ParleyError {
  if (cause instanceof ParleyError) return cause;
  if (!isObject(cause)) return new ParleyError('INTERNAL', { cause });
  // The API client wraps what the layers below it threw.
  if (cause['cause'] instanceof ParleyError) return cause['cause'];
  const message = typeof cause['message'] === 'string' ? cause['message'] : '';
  if (cause['name'] !== 'TRPCClientError') {
    const media = MEDIA_ERRORS[String(cause['name'])];
    return new ParleyError(media ?? 'INTERNAL', { message, cause });
  }
  const data = isObject(cause['data']) ? cause['data'] : null;
  // No answer that the server formed: the way there broke (cut socket, refused connection, a proxy's error page).
  if (data === null) return new ParleyError('NETWORK', { message, cause });
  return errorOf(data['parley'], data['httpStatus'], message, cause);
}

/** The body of a refused request that did not go by the API. A proxy's has no code of ours, and may pass. */
export function serverErrorOf(body: unknown, status: number): ParleyError {
  if (!isObject(body)) return new ParleyError(status === 413 ? 'TOO_LARGE' : 'NETWORK', { message: `HTTP ${status}` });
  return errorOf(body['parley'], status, String(body['message']), body);
}

function errorOf(wire: unknown, status: unknown, message: string, cause: unknown): ParleyError {
  const { code, retryAfterMs }: Record<string, unknown> = isObject(wire) ? wire : {};
  return new ParleyError(isServerCode(code) ? code : codeOfStatus(status), {
    message,
    cause,
    ...(typeof retryAfterMs === 'number' ? { retryAfterMs } : {}),
  });
}

/** For errors that the framework made before our formatter could name them. */
function codeOfStatus(status: unknown): ErrorCode {
  if (status === 401) return 'UNAUTHENTICATED';
  if (status === 403) return 'FORBIDDEN';
  if (status === 404) return 'NOT_FOUND';
  if (status === 413) return 'TOO_LARGE';
  if (status === 429) return 'RATE_LIMITED';
  return typeof status === 'number' && status < 500 ? 'INVALID_INPUT' : 'INTERNAL';
}

function isServerCode(code: unknown): code is ErrorCode {
  return typeof code === 'string' && Object.hasOwn(ERRORS, code);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
