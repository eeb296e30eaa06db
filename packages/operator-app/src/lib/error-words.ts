import { type ClientErrorCode, parleyErrorOf } from '@parley/client';
import { wordsOf } from '../locale/words.ts';

const { say, words } = wordsOf('errors');

/** What a person can do about each failure. Total: a new code does not compile without its words. */
const WORDS: Record<ClientErrorCode, string> = words({
  INVALID_INPUT: 'Something in what you entered is not accepted. Please check it.',
  PROTOCOL_VERSION: 'This page is older than the server. Reload it.',
  UNAUTHENTICATED: 'Your session has ended. Please sign in again.',
  BAD_CREDENTIALS: 'The e-mail or the password is not right.',
  WEAK_PASSWORD: 'This password is known to everyone who guesses passwords. Please choose another.',
  FORBIDDEN: 'You are not allowed to do this.',
  ORIGIN_NOT_ALLOWED: 'The server does not accept this address. Its PUBLIC_URL must be the address of this page.',
  IDENTITY_INVALID: 'What the site says about this visitor is not signed as it should be.',
  IDENTITY_EXPIRED: 'What the site says about this visitor is too old.',
  BLOCKED: 'This visitor is blocked.',
  PROOF_REQUIRED: 'Please confirm first that it is you.',
  SECOND_FACTOR_REQUIRED: 'This needs a second factor. Set yours up under Security and sessions first.',
  SUSPENDED: 'This project is out of service. Ask whoever runs the server.',
  LAST_OWNER: 'A project needs an owner. Make somebody else an owner first.',
  NOT_FOUND: 'This is not there (any more).',
  EMAIL_TAKEN: 'There is an account with this e-mail already. Sign in instead.',
  CALL_OVER: 'The call is over.',
  MESSAGE_DELETED: 'This message was deleted.',
  TOO_LATE: 'This message is too old to be changed.',
  SHORTCUT_TAKEN: 'There is a reply with this shortcut already.',
  TOO_LARGE: 'This is too large to send.',
  TOO_MANY: 'Too much is open at once. Close something and try again.',
  RATE_LIMITED: 'Too many attempts. Please wait a moment and try again.',
  INTERNAL: 'The server failed to do this. Please try again.',
  UNAVAILABLE: 'The server is not available right now. Please try again soon.',
  NETWORK: 'The server cannot be reached. Check your connection.',
  CLOSED: 'The connection was closed.',
  MEDIA_DENIED: 'The browser has no permission for the microphone or camera. Allow it in the address bar.',
  NO_DEVICE: 'No microphone or camera was found.',
  DEVICE_BUSY: 'Another program is using the microphone or camera.',
  NOT_SUPPORTED: 'This browser cannot make calls.',
  WRONG_OFFSET: 'The upload was interrupted. Try again.',
  FILE_REFUSED: 'A file of this kind is not taken.',
  FILE_GONE: 'The file is no longer on this device. Attach it again.',
  NOT_LOADED: 'A part of this page could not be loaded. Try again, or reload the page.',
  QUOTA_EXCEEDED: 'There is no room left for files.',
  TURN_REFUSED: 'The relay refuses the server’s credentials. Tell your administrator.',
});

export const wordsForCode = (code: ClientErrorCode): string => WORDS[code];

/** Words for anything that was thrown, with the time to wait when the server knows it. */
export function wordsForError(cause: unknown): string {
  const { code, retryAfterMs } = parleyErrorOf(cause);
  if (code !== 'RATE_LIMITED' || !retryAfterMs) return WORDS[code];
  const seconds = Math.ceil(retryAfterMs / 1000);
  return say('Too many attempts. Please try again in {seconds, plural, one {a second} other {# seconds}}.', {
    seconds,
  });
}
