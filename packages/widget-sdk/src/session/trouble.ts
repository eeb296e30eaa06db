import type { ClientErrorCode } from '@parley/client';
import type { TroubleWord } from '../locale/dictionary.ts';

/** What a visitor is told of each code; several codes are one trouble to him. */
export const TROUBLE: Record<ClientErrorCode, TroubleWord> = {
  NETWORK: 'network',
  CLOSED: 'network',
  UNAVAILABLE: 'network',
  INTERNAL: 'broken',
  INVALID_INPUT: 'broken',
  PROTOCOL_VERSION: 'broken',
  EMAIL_TAKEN: 'broken',
  WEAK_PASSWORD: 'broken',
  LAST_OWNER: 'broken',
  NOT_FOUND: 'broken',
  UNAUTHENTICATED: 'refused',
  BAD_CREDENTIALS: 'refused',
  FORBIDDEN: 'refused',
  PROOF_REQUIRED: 'refused',
  ORIGIN_NOT_ALLOWED: 'refused',
  IDENTITY_INVALID: 'refused',
  IDENTITY_EXPIRED: 'refused',
  BLOCKED: 'refused',
  SUSPENDED: 'unavailable',
  CALL_OVER: 'callOver',
  TOO_LARGE: 'tooLong',
  TOO_MANY: 'tooFast',
  RATE_LIMITED: 'tooFast',
  MEDIA_DENIED: 'micDenied',
  NO_DEVICE: 'noDevice',
  DEVICE_BUSY: 'deviceBusy',
  NOT_SUPPORTED: 'notSupported',
  TURN_REFUSED: 'broken',
  WRONG_OFFSET: 'broken',
  FILE_REFUSED: 'broken',
  FILE_GONE: 'broken',
  QUOTA_EXCEEDED: 'broken',
};

function isCode(code: unknown): code is ClientErrorCode {
  return typeof code === 'string' && Object.hasOwn(TROUBLE, code);
}

/** The client throws errors with a `code`; anything else is a fault of ours. */
export function codeOf(error: unknown): ClientErrorCode {
  const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : null;
  return isCode(code) ? code : 'INTERNAL';
}
