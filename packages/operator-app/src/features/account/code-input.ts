import { parleyErrorOf } from '@parley/client';
import { wordsForError } from '../../lib/error-words.ts';
import { strings } from './strings.ts';

/** Digits from an app, or a recovery code with letters: so no numeric keyboard alone. */
export const CODE_INPUT = {
  autoComplete: 'one-time-code',
  autoCapitalize: 'none',
  spellCheck: false,
  maxLength: 40,
} as const;

/** What was wrong was the code, not an address or a password. */
export const wordsForCodeError = (cause: unknown): string =>
  parleyErrorOf(cause).code === 'BAD_CREDENTIALS' ? strings.codeWrong : wordsForError(cause);
