import { type ClientErrorCode, sizeWords } from '@parley/client';
import type { FileTrouble, FileWords } from '../locale/file-words.ts';
import { fill } from '../panel/panel-context.ts';

/** The server's own limit for a visitor's file. */
export const MAX_FILE_BYTES = 10 * 1024 * 1024;

const TROUBLE: Partial<Record<ClientErrorCode, FileTrouble>> = {
  TOO_LARGE: 'tooLarge',
  INVALID_INPUT: 'refused',
  FILE_REFUSED: 'refused',
  QUOTA_EXCEEDED: 'full',
  FILE_GONE: 'lost',
  NOT_LOADED: 'notLoaded',
  RATE_LIMITED: 'tooFast',
  TOO_MANY: 'tooFast',
};

/** Is it the files, and not the message, that the server refuses? */
export function isOfFiles(code: ClientErrorCode): boolean {
  return code in TROUBLE && code !== 'RATE_LIMITED';
}

/** Trying again helps with these. */
const PASSES: readonly FileTrouble[] = ['tooFast', 'broken', 'notLoaded'];

export function troubleOf(code: ClientErrorCode | null): FileTrouble {
  return (code && TROUBLE[code]) ?? 'broken';
}

export function mayPass(code: ClientErrorCode | null): boolean {
  return PASSES.includes(troubleOf(code));
}

export function troubleWords(code: ClientErrorCode | null, words: FileWords, languageTag: string): string {
  return fill(words.trouble[troubleOf(code)], { limit: sizeWords(MAX_FILE_BYTES, languageTag) });
}
