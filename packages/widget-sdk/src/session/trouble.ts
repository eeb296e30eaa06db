import { type ClientErrorCode, parleyErrorOf } from '@parley/client';
import type { TroubleWord } from '../locale/dictionary.ts';

/** Several codes are one trouble to a visitor; those that are not here are `broken`. */
const TROUBLE: Partial<Record<ClientErrorCode, TroubleWord>> = {
  NETWORK: 'network',
  CLOSED: 'network',
  UNAVAILABLE: 'network',
  UNAUTHENTICATED: 'refused',
  FORBIDDEN: 'refused',
  ORIGIN_NOT_ALLOWED: 'refused',
  IDENTITY_INVALID: 'refused',
  IDENTITY_EXPIRED: 'refused',
  BLOCKED: 'refused',
  SUSPENDED: 'unavailable',
  CALL_OVER: 'callOver',
  MESSAGE_DELETED: 'broken',
  TOO_LATE: 'broken',
  SHORTCUT_TAKEN: 'broken',
  TOO_LARGE: 'tooLong',
  TOO_MANY: 'tooFast',
  RATE_LIMITED: 'tooFast',
  MEDIA_DENIED: 'micDenied',
  NO_DEVICE: 'noDevice',
  DEVICE_BUSY: 'deviceBusy',
  NOT_SUPPORTED: 'notSupported',
  NOT_LOADED: 'network',
};

/** What a visitor is told of it. */
export const troubleOf = (code: ClientErrorCode): TroubleWord => TROUBLE[code] ?? 'broken';

export const codeOf = (error: unknown): ClientErrorCode => parleyErrorOf(error).code;
